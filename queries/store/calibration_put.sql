-- Stores the calibration of a model.
INSERT INTO calibration_t (model, calls, estimated_calls,
    input_calls, input_bytes, input_tok, input_bytes2, input_bytes_tok, input_tok2, input_error,
    output_calls, output_bytes, output_tok, output_bytes2, output_bytes_tok, output_tok2, output_error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
