-- What patterns and similar incidents need of a document beside the narrow columns: what its cost
-- is reckoned from, and its title, summary and root cause.
CREATE TABLE incident_gists (
    incident INTEGER PRIMARY KEY REFERENCES incidents (number),
    cost     TEXT NOT NULL,
    content  TEXT NOT NULL
);

INSERT INTO incident_gists (incident, cost, content)
SELECT b.incident,
       json_object(
           'revenue_lost', json_extract(b.body, '$.impact.revenue_lost'),
           'credits', json_extract(b.body, '$.impact.credits'),
           'response_minutes', json_extract(b.body, '$.impact.response_minutes')),
       json_extract(b.body, '$.title')
       || char(10) || coalesce((
           SELECT json_extract(s.value, '$.text') FROM json_each(b.body, '$.postmortem.sections') s
           WHERE json_extract(s.value, '$.key') = 'summary'), '')
       || char(10) || coalesce((
           SELECT json_extract(s.value, '$.text') FROM json_each(b.body, '$.postmortem.sections') s
           WHERE json_extract(s.value, '$.key') = 'root_cause'), '')
FROM incident_bodies b;
