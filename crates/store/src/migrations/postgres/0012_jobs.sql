-- Background work that is not done yet, or was given up. What is done is no more.
CREATE TABLE jobs (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Those of one key are done one after the other.
    key        TEXT NOT NULL,
    work       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
    -- Not to be done before; of a running one, when it is taken for abandoned.
    due_us     BIGINT NOT NULL,
    -- How often it was begun. Who finishes it has to know the number.
    tries      BIGINT NOT NULL,
    -- What went wrong the last time.
    problem    TEXT,
    created_us BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_us, id) WHERE state <> 'failed';
CREATE INDEX jobs_key ON jobs (key, id) WHERE state <> 'failed';

-- Up to which change the log was read for work that follows from it. What is there by now is past.
CREATE TABLE log_followed (
    id  BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO log_followed (id, seq) SELECT 1, value FROM counters WHERE name = 'changes';

INSERT INTO jobs (key, work, state, due_us, tries, created_us)
SELECT 'curve:' || signal, '{"work":"sample_curve","signal":' || signal || '}', 'waiting',
       due_us, attempts, due_us
FROM curves_due;
DROP TABLE curves_due;
