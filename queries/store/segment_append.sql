-- New segments; only with * are rows copied as they are (src/store/image.h).
INSERT INTO main.segment_t SELECT * FROM image.segment_t
