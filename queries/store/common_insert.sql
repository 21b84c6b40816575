-- Adds a combination; columns in the order of src/store/commons.h.
INSERT INTO common_t (
    zeros, finish, status, price, temperature, max_tokens, tools_offered, tools_called, facts, watch, tools_bytes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
