-- Forgets what is derived by adding up, before a full rebuild.
DELETE FROM rollup_t;
DELETE FROM user_day_t;
DELETE FROM calibration_t;
DELETE FROM distinct_t
