-- Takes a request away that is inserted again, because something of it has changed.
DELETE FROM request_t WHERE id = ?1
