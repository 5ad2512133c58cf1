-- What patterns and similar incidents need of a document beside the narrow columns: what its cost
-- is reckoned from, and its title, summary and root cause.
CREATE TABLE incident_gists (
    incident BIGINT PRIMARY KEY REFERENCES incidents (number),
    cost     TEXT NOT NULL,
    content  TEXT NOT NULL
);

INSERT INTO incident_gists (incident, cost, content)
SELECT b.incident,
       json_build_object(
           'revenue_lost', b.body::json #> '{impact,revenue_lost}',
           'credits', b.body::json #> '{impact,credits}',
           'response_minutes', b.body::json #> '{impact,response_minutes}')::text,
       (b.body::json ->> 'title')
       || chr(10) || coalesce((
           SELECT s.value ->> 'text' FROM json_array_elements(b.body::json #> '{postmortem,sections}') s
           WHERE s.value ->> 'key' = 'summary'), '')
       || chr(10) || coalesce((
           SELECT s.value ->> 'text' FROM json_array_elements(b.body::json #> '{postmortem,sections}') s
           WHERE s.value ->> 'key' = 'root_cause'), '')
FROM incident_bodies b;
