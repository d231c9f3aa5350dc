"""The journal is only ever added to: the database itself refuses to change or delete a fact.

The functions serve other tables of the same kind; each gets its triggers in its own app's migration.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION alongside_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'add a correction that points at the wrong row';
END $$;
"""

TRIGGER = """
CREATE TRIGGER journal_only_added BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_search_counts")]

    operations = [
        migrations.RunSQL(FUNCTIONS, "DROP FUNCTION alongside_only_added()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER journal_only_added ON kernel_journalentry"),
    ]
