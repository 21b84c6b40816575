-- The system prompts, as the loader knows them again.
SELECT id, system_fp, form FROM system_t ORDER BY id
