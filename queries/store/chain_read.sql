-- The prefix chain of a request (src/store/chain.h).
SELECT flags, chain FROM request_t WHERE id = ?1
