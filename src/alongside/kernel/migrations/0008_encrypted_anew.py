"""What is only added may still be encrypted anew, when keys change (INF-1): the columns named, and nothing else.

Within a transaction that says `SET LOCAL alongside.rotating = 'on'`; deleting stays impossible.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION alongside_only_encrypted_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('alongside.rotating', true) = 'on'
       AND (to_jsonb(NEW) - TG_ARGV) IS NOT DISTINCT FROM (to_jsonb(OLD) - TG_ARGV)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'add a correction that points at the wrong row';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_access_log")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION alongside_only_encrypted_anew()")]
