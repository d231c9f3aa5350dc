"""The front of the access log may be cut when its time is over (INF-5), by whole blocks and only as far as a cut is recorded.

The record is only ever added. The table's owner may delete through one function; where another role serves, it is granted
EXECUTE on that and INSERT on the record (docs/operations.md), and still may not delete.
"""

from django.db import migrations, models

TABLE = """
CREATE TABLE kernel_accesscut (
    id bigint PRIMARY KEY,
    before timestamptz NOT NULL,
    last_block bigint NOT NULL,
    last_line bigint NOT NULL,
    line_count bigint NOT NULL,
    follows bytea NOT NULL,
    key_id varchar(20) NOT NULL,
    mac bytea NOT NULL
);
CREATE TRIGGER access_cut_only_added BEFORE UPDATE OR DELETE ON kernel_accesscut
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON kernel_accesscut
    FOR EACH STATEMENT EXECUTE FUNCTION alongside_never_emptied();
REVOKE UPDATE, DELETE, TRUNCATE ON kernel_accesscut FROM CURRENT_USER, PUBLIC;

CREATE FUNCTION alongside_only_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('alongside.cutting', true) = 'on'
       AND OLD.id <= (SELECT max(last_line) FROM kernel_accesscut) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'add a correction that points at the wrong row';
END $$;
DROP TRIGGER access_line_only_added ON kernel_accessline;
CREATE TRIGGER access_line_only_added BEFORE UPDATE OR DELETE ON kernel_accessline
    FOR EACH ROW EXECUTE FUNCTION alongside_only_cut();
GRANT DELETE ON kernel_accessline TO CURRENT_USER;

-- Deletes a batch of the lines up to the last recorded cut; how many.
CREATE FUNCTION alongside_cut_access_lines(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    upto bigint := (SELECT max(last_line) FROM kernel_accesscut);
    gone integer;
BEGIN
    PERFORM set_config('alongside.cutting', 'on', true);
    DELETE FROM kernel_accessline l USING (
        SELECT id, at FROM kernel_accessline WHERE id <= upto ORDER BY id LIMIT most
    ) old WHERE l.id = old.id AND l.at = old.at;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('alongside.cutting', 'off', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION alongside_cut_access_lines(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alongside_cut_access_lines(integer) TO CURRENT_USER;
"""

BACK = """
DROP FUNCTION alongside_cut_access_lines(integer);
REVOKE DELETE ON kernel_accessline FROM CURRENT_USER;
DROP TRIGGER access_line_only_added ON kernel_accessline;
CREATE TRIGGER access_line_only_added BEFORE UPDATE OR DELETE ON kernel_accessline
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
DROP FUNCTION alongside_only_cut();
DROP TABLE kernel_accesscut;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_encrypted_anew")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="AccessCut",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("before", models.DateTimeField()),
                        ("last_block", models.BigIntegerField()),
                        ("last_line", models.BigIntegerField()),
                        ("line_count", models.BigIntegerField()),
                        ("follows", models.BinaryField()),
                        ("key_id", models.CharField(max_length=20)),
                        ("mac", models.BinaryField()),
                    ],
                ),
            ],
        )
    ]
