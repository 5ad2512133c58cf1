-- What a change touches, beside what it says: lists of what happened do not read long texts for it.
-- Null in rows of before, where it is told from the body.
ALTER TABLE changes ADD COLUMN place TEXT;
