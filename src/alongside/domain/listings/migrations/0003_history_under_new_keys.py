"""The history of listings stays as it was written; only a change of the key that its values lie under is let through."""

from django.db import migrations

GUARD = """
DROP TRIGGER listing_change_only_added ON listings_listingchange;
CREATE FUNCTION listings_change_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'told' = to_jsonb(OLD) - 'told'
       AND NEW.told <> '' AND OLD.told <> ''
       AND split_part(NEW.told, ':', 1) <> split_part(OLD.told, ':', 1)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'add a correction that points at the wrong row';
END $$;
CREATE TRIGGER listing_change_stands BEFORE UPDATE OR DELETE ON listings_listingchange
    FOR EACH ROW EXECUTE FUNCTION listings_change_stands();
"""
BEFORE = """
DROP TRIGGER listing_change_stands ON listings_listingchange;
DROP FUNCTION listings_change_stands();
CREATE TRIGGER listing_change_only_added BEFORE UPDATE OR DELETE ON listings_listingchange
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_fewer_indexes")]

    operations = [migrations.RunSQL(GUARD, BEFORE)]
