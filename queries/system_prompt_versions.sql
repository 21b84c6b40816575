-- How system prompts grew: the versions of each template's system prompt and tools, in the order they came.
-- :param versions 20 templates with more versions change with every call: see toll prompts busters
-- => template: (hash)
-- => name: that people gave the template (text)
-- => version: 1 for the first (count)
-- => system_fp: fingerprint of tools and system prompt (hash)
-- => first_time: (time)
-- => last_time: (time)
-- => calls: (requests)
-- => bytes: of tools and system prompt (bytes)
-- => more_bytes: than the version before (bytes)
-- => cost_usd_per_call: (USD)
WITH version AS (
    SELECT template, template_name AS name, system_fp, min(time) AS first_time, max(time) AS last_time,
           count(*) AS calls, max(coalesce(tools_bytes, 0) + coalesce(system_bytes, 0)) AS bytes,
           avg(cost_usd) AS cost_usd_per_call,
           count(*) OVER (PARTITION BY template) AS versions
    FROM requests
    WHERE template IS NOT NULL AND system_fp IS NOT NULL
    GROUP BY template, template_name, system_fp
)
SELECT template, name, row_number() OVER same AS version, system_fp, first_time, last_time, calls, bytes,
       bytes - lag(bytes) OVER same AS more_bytes, cost_usd_per_call
FROM version
WHERE versions BETWEEN 2 AND :versions
WINDOW same AS (PARTITION BY template ORDER BY first_time, system_fp)
ORDER BY template, version;
