-- Adds an attribution.
INSERT INTO attribution_t (hash, provider, model, model_requested, feature, team, project, api_key, environment)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id
