-- All sketches.
SELECT data FROM sketch_t ORDER BY id
