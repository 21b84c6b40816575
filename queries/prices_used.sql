-- The rows of the price book that priced this database.
-- => price_id: provider/model@valid from (text)
-- => provider: (text)
-- => model: (text)
-- => detail: US dollars for a million tokens of each class (JSON)
SELECT price_id, provider, model, detail
FROM prices_used
ORDER BY price_id;
