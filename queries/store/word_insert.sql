-- Adds a word or phrase of previews.
INSERT INTO word_t (id, text) VALUES (?1, ?2)
