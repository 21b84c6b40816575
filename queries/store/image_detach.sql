-- Lets go of the rows that were copied.
DETACH image
