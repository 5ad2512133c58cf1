-- Everything that a list is filtered by, beside what it is ordered by: those that do not fit are
-- passed over, and those that do are counted, without their rows being read.
DROP INDEX incidents_began;
CREATE INDEX incidents_began ON incidents (began_us, number) INCLUDE (
    severity, status, mode, duplicate_of, owes_review, owed_since_us,
    duration_s, detect_s, is_repeat, has_meeting, actions, open_actions, open_questions
);
