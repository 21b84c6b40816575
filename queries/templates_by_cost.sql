-- Prompt templates (prompts that begin and end alike) by what they cost.
-- :param rows 50 how many
-- => template: id of the template (hash)
-- => name: given by people (text)
-- => calls: (requests)
-- => contents: different prompts (requests)
-- => cost_usd: (USD)
-- => system_usd: tools and system prompt, modelled (USD)
-- => output_usd: (USD)
-- => question: beginning of one last user message, if text is stored (text)
SELECT template, name, calls, contents, cost_usd, (tools_nusd + system_nusd) / 1e9 AS system_usd,
    response_nusd / 1e9 AS output_usd, question
FROM templates
ORDER BY cost_nusd DESC, template
LIMIT :rows;
