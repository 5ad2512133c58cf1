-- How often an item was carried over follows from its dates and today, and is no longer written.
ALTER TABLE action_items DROP COLUMN carried_over;
