-- Users' days of a table that has none; only with * are rows copied as they are (src/store/image.h).
INSERT INTO main.user_day_t SELECT * FROM image.user_day_t
