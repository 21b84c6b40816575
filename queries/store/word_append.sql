-- New words; only with * are rows copied as they are (src/store/image.h).
INSERT INTO main.word_t SELECT * FROM image.word_t
