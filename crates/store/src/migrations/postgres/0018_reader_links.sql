-- The secret addresses are no longer those of calendars alone, and say what they show.
ALTER TABLE calendar_links RENAME TO reader_links;
UPDATE reader_links SET scope = 'meetings' WHERE scope = 'workspace';
UPDATE reader_links SET scope = 'own_meetings' WHERE scope = 'own';
