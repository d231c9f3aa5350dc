"""Remembered counts of search hits, and the changes since: see search_counts.

Both tables belong to the database alone; no model reads them.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE kernel_search_count (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    query text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    hits jsonb NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX kernel_search_count_query ON kernel_search_count (source, query, id DESC);

CREATE TABLE kernel_search_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    source text NOT NULL,
    forgets boolean NOT NULL DEFAULT false,
    weight smallint NOT NULL DEFAULT 0,
    node_id bigint,
    search_text text,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX kernel_search_change_xid ON kernel_search_change (source, xid);

CREATE FUNCTION kernel_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most CONSTANT bigint := 500;
    changed bigint := 0;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO kernel_search_change (source, forgets) VALUES (TG_TABLE_NAME, true);
        RETURN NULL;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        changed := (SELECT count(*) FROM (SELECT FROM added LIMIT most + 1) AS first_few);
    ELSE
        changed := (SELECT count(*) FROM (SELECT FROM gone LIMIT most + 1) AS first_few);
    END IF;
    IF changed > most THEN
        INSERT INTO kernel_search_change (source, forgets) VALUES (TG_TABLE_NAME, true);
        RETURN NULL;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        INSERT INTO kernel_search_change (source, weight, node_id, search_text)
        SELECT TG_TABLE_NAME, -1, node_id, search_text FROM gone;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO kernel_search_change (source, weight, node_id, search_text)
        SELECT TG_TABLE_NAME, 1, node_id, search_text FROM added;
    END IF;
    RETURN NULL;
END
$$;
"""
BACKWARD = """
DROP TABLE kernel_search_count, kernel_search_change;
DROP FUNCTION kernel_search_changed();
"""


class Migration(migrations.Migration):
    dependencies = (("kernel", "0002_shared_cache"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
