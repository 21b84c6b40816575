-- All words and phrases of previews, in the order in which they were learned.
SELECT id, text FROM word_t ORDER BY id
