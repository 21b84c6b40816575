-- Names of the views, to drop them before they are made again.
SELECT name FROM sqlite_master WHERE type = 'view'
