-- How many bytes a token is by model, how far off an estimate from that is, and how many calls were estimated so.
-- => model: (text)
-- => calls: successful calls with logged tokens (requests)
-- => input_calls: those with the text of the prompt too: the ratio comes from them (requests)
-- => output_calls: those with the text of the answer too (requests)
-- => estimated_calls: calls that were estimated with it (requests)
-- => input_bytes_per_tok: (number)
-- => input_error: mean relative error on the logged calls (share)
-- => output_bytes_per_tok: (number)
-- => output_error: mean relative error on the logged calls (share)
SELECT model, calls, input_calls, output_calls, estimated_calls, input_bytes_per_tok, input_error, output_bytes_per_tok, output_error
FROM calibration
ORDER BY estimated_calls DESC, calls DESC, model;
