-- The calibrations of all models, in the order in which the models were met.
SELECT model, calls, estimated_calls,
    input_calls, input_bytes, input_tok, input_bytes2, input_bytes_tok, input_tok2,
    output_calls, output_bytes, output_tok, output_bytes2, output_bytes_tok, output_tok2
FROM calibration_t ORDER BY id
