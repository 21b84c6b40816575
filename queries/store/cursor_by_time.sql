-- Order of a cursor: time, then as loaded; requests without a time first.
ORDER BY r.ts, r.id
