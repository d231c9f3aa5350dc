"""ORG-6: the database itself lets nothing open belong to somebody who has left.

Whoever makes something theirs holds the person's row till the end (FOR SHARE), and leaving changes that row: so one of
the two waits for the other and then sees it. At the end of the leaving it is looked whether anything stayed.
"""

from django.db import migrations

SQL = """
CREATE FUNCTION alongside_owner_works_here() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE who bigint;
BEGIN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) USING NEW INTO who;
    PERFORM 1 FROM organisation_staffmember WHERE id = who AND left_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% % cannot belong to somebody who has left', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_stays_with_who_left';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER owner_works_here_new AFTER INSERT ON cases_case FOR EACH ROW
    WHEN (NEW.is_open AND NEW.owner_id IS NOT NULL) EXECUTE FUNCTION alongside_owner_works_here('owner_id');
CREATE TRIGGER owner_works_here AFTER UPDATE OF owner_id, is_open ON cases_case FOR EACH ROW
    WHEN (NEW.is_open AND NEW.owner_id IS NOT NULL
          AND (NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NOT OLD.is_open))
    EXECUTE FUNCTION alongside_owner_works_here('owner_id');
CREATE TRIGGER receiver_works_here AFTER INSERT OR UPDATE OF receiver_id ON cases_transfer FOR EACH ROW
    WHEN (NEW.state = 'offered') EXECUTE FUNCTION alongside_owner_works_here('receiver_id');
CREATE TRIGGER assignee_works_here AFTER INSERT OR UPDATE OF assignee_id ON work_task FOR EACH ROW
    WHEN (NEW.assignee_id IS NOT NULL AND NEW.state IN ('asked', 'accepted'))
    EXECUTE FUNCTION alongside_owner_works_here('assignee_id');
CREATE TRIGGER owner_works_here AFTER INSERT OR UPDATE OF owner_id ON customers_alert FOR EACH ROW
    WHEN (NEW.lifted_at IS NULL) EXECUTE FUNCTION alongside_owner_works_here('owner_id');
CREATE TRIGGER manager_works_here AFTER INSERT OR UPDATE OF manager_id ON organisation_node FOR EACH ROW
    WHEN (NEW.manager_id IS NOT NULL) EXECUTE FUNCTION alongside_owner_works_here('manager_id');

CREATE FUNCTION alongside_nothing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM organisation_staffmember WHERE id = NEW.id AND left_at IS NOT NULL)
       AND (EXISTS (SELECT 1 FROM cases_case WHERE owner_id = NEW.id AND is_open)
            OR EXISTS (SELECT 1 FROM cases_transfer WHERE receiver_id = NEW.id AND state = 'offered')
            OR EXISTS (SELECT 1 FROM work_task WHERE assignee_id = NEW.id AND state IN ('asked', 'accepted'))
            OR EXISTS (SELECT 1 FROM customers_alert WHERE owner_id = NEW.id AND lifted_at IS NULL)
            OR EXISTS (SELECT 1 FROM organisation_node WHERE manager_id = NEW.id)) THEN
        RAISE EXCEPTION 'staff member % leaves with something open', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_stays_with_who_left';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER nothing_stays AFTER UPDATE OF left_at ON organisation_staffmember
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.left_at IS NOT NULL AND OLD.left_at IS NULL) EXECUTE FUNCTION alongside_nothing_stays();
"""

BACK = """
DROP FUNCTION alongside_nothing_stays() CASCADE;
DROP FUNCTION alongside_owner_works_here() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0013_month_parts"),
        ("customers", "0005_merging_duplicates"),
        ("organisation", "0008_leaving"),
        ("work", "0003_faults_without_language"),
    ]

    operations = [migrations.RunSQL(SQL, BACK)]
