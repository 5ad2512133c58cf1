-- How an integration's source is asked by itself, and what somebody brought to an incident so.
-- Where its API answers, with the token, as JSON; null where nothing is asked.
ALTER TABLE integrations ADD COLUMN api TEXT;

-- A signal that is offered to an incident because somebody fetched it for that.
CREATE TABLE brought_signals (
    incident BIGINT NOT NULL REFERENCES incidents (number),
    signal   BIGINT NOT NULL REFERENCES signals (id),
    PRIMARY KEY (incident, signal)
);
CREATE INDEX signals_said ON signals (integration, occurred_us) WHERE channel IS NOT NULL;
