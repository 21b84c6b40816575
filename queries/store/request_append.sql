-- New requests; only with * are rows copied as they are (src/store/image.h).
INSERT INTO main.request_t SELECT * FROM image.request_t
