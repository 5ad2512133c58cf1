-- What few incidents have, newest first: Home asks for each of these, and reads nothing of the rest.
CREATE INDEX incidents_unpublished ON incidents (began_us, number) WHERE status <> 'published';
CREATE INDEX incidents_repeating ON incidents (began_us, number) WHERE is_repeat = 1;
CREATE INDEX incidents_asking ON incidents (began_us, number) WHERE open_questions > 0;
CREATE INDEX incidents_owing ON incidents (owed_since_us, number) WHERE owed_since_us IS NOT NULL;
