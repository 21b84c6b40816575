-- The tools of all system prompts, as the loader knows them again.
SELECT system, name_hash, place FROM tool_t
