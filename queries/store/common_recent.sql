-- The combinations that were added last.
SELECT id, zeros, finish, status, price, temperature, max_tokens, tools_offered, tools_called, facts, watch, tools_bytes
FROM common_t ORDER BY id DESC LIMIT 16384
