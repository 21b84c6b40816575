-- One attribution.
SELECT id, provider, model, model_requested, feature, team, project, api_key, environment FROM attribution_t WHERE id = ?1
