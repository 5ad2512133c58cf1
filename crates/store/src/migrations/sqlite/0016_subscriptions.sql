-- Outgoing webhooks, and the messages that were made for them.
INSERT INTO counters (name, value) VALUES ('subscriptions', 0);

CREATE TABLE subscriptions (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    body   TEXT NOT NULL,
    -- What its messages are signed with.
    secret TEXT NOT NULL
);

CREATE TABLE messages (
    -- As the other side is told it: the same for every try.
    id           TEXT PRIMARY KEY,
    subscription INTEGER NOT NULL,
    event        TEXT NOT NULL,
    body         TEXT NOT NULL,
    made_us      INTEGER NOT NULL,
    -- waiting, sent or failed.
    state        TEXT NOT NULL,
    tries        INTEGER NOT NULL,
    tried_us     INTEGER,
    -- What the last try came to.
    remark       TEXT
);
CREATE INDEX messages_of ON messages (subscription, made_us);
