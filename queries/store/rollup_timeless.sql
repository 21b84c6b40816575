-- Whether roll-ups know of requests without a time.
SELECT EXISTS (SELECT 1 FROM rollup_t WHERE id < -9223372032559808512)
