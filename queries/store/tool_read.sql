-- Tools in the order of the request; those that were not offered behind them.
SELECT system, name_hash, name, bytes, calls FROM tool_t ORDER BY system, place IS NULL, place, name_hash
