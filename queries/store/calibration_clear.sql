-- Takes the calibrations back, before they are written again.
DELETE FROM calibration_t
