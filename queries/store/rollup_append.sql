-- Roll-ups of a table that has none; only with * are rows copied as they are (src/store/image.h).
INSERT INTO main.rollup_t SELECT * FROM image.rollup_t
