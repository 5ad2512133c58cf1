-- A file's name may stand for one incident among those that some see and for another among those that
-- others see: nobody learns from a name that an incident is there which they do not see.
ALTER TABLE import_sources DROP CONSTRAINT import_sources_pkey;
ALTER TABLE import_sources ADD PRIMARY KEY (source, incident);

-- The incident whose notice a button was pressed on; absent for every other delivery.
ALTER TABLE deliveries ADD COLUMN incident BIGINT;
