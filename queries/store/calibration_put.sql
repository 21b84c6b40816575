-- Stores the calibration of a model.
INSERT OR REPLACE INTO calibration_t (model, calls, input_bytes, input_tok, input_error, output_bytes, output_tok,
    output_error, estimated_calls)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
