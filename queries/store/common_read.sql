-- One combination; columns in the order of src/store/commons.h.
SELECT zeros, finish, status, price, temperature, max_tokens, tools_offered, tools_called, facts, watch, tools_bytes
FROM common_t WHERE id = ?1
