-- Prompt templates (numbers, dates, ids masked) by what they cost.
-- :param rows 50 how many
-- => template_fp: fingerprint of the template (hash)
-- => calls: (requests)
-- => contents: different requests of the template (requests)
-- => cost_usd: (USD)
-- => question: beginning of one last user message, if text is stored (text)
SELECT template_fp, calls, contents, cost_usd, question
FROM templates
ORDER BY cost_nusd DESC, template_fp
LIMIT :rows;
