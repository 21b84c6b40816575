-- How tokens that no log gives are estimated, and how far off that is.
-- => model: (text)
-- => calls: logged calls the ratio comes from (requests)
-- => estimated_calls: calls that were estimated with it (requests)
-- => input_bytes_per_tok: (number)
-- => input_error: mean relative error on the logged calls (share)
-- => output_bytes_per_tok: (number)
-- => output_error: mean relative error on the logged calls (share)
SELECT model, calls, estimated_calls, input_bytes_per_tok, input_error, output_bytes_per_tok, output_error
FROM calibration
ORDER BY estimated_calls DESC, model;
