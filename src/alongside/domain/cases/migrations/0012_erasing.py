"""Cases of people who were erased, and the one way in which rows that are only added let their words go (INF-4).

Within a transaction that says `SET LOCAL alongside.erasing = 'on'` words may be blacked out: the columns named, and
nothing else. Deleting stays impossible.
"""

from django.db import migrations, models

BLACKED_OUT = """
CREATE FUNCTION cases_only_words_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('alongside.erasing', true) = 'on'
       AND (to_jsonb(NEW) - TG_ARGV) IS NOT DISTINCT FROM (to_jsonb(OLD) - TG_ARGV)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'add a correction that points at the wrong row';
END $$;
DROP TRIGGER evidence_only_added ON cases_evidence;
CREATE TRIGGER evidence_only_added BEFORE UPDATE OR DELETE ON cases_evidence
    FOR EACH ROW EXECUTE FUNCTION cases_only_words_erased('words', 'person_heard', 'file_count');
DROP TRIGGER major_log_only_added ON cases_majorlog;
CREATE TRIGGER major_log_only_added BEFORE UPDATE OR DELETE ON cases_majorlog
    FOR EACH ROW EXECUTE FUNCTION cases_only_words_erased('words');
"""
NEVER = """
DROP TRIGGER evidence_only_added ON cases_evidence;
CREATE TRIGGER evidence_only_added BEFORE UPDATE OR DELETE ON cases_evidence
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
DROP TRIGGER major_log_only_added ON cases_majorlog;
CREATE TRIGGER major_log_only_added BEFORE UPDATE OR DELETE ON cases_majorlog
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
DROP FUNCTION cases_only_words_erased();
"""
# Ledger lines, findings and shares: as before, or their words blacked out.
STANDING = """
CREATE FUNCTION cases_words_may_go(old jsonb, new jsonb, words text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('alongside.erasing', true), '') = 'on' AND (new - words) IS NOT DISTINCT FROM (old - words)
$$;
ALTER FUNCTION cases_loss_decided_once() RENAME TO cases_loss_decided_once_strictly;
ALTER FUNCTION cases_finding_stands() RENAME TO cases_finding_stands_strictly;
ALTER FUNCTION cases_share_stands() RENAME TO cases_share_stands_strictly;
DROP TRIGGER loss_decided_once ON cases_lossentry;
CREATE TRIGGER loss_decided_once BEFORE UPDATE ON cases_lossentry FOR EACH ROW
    WHEN (NOT cases_words_may_go(to_jsonb(OLD), to_jsonb(NEW), ARRAY['words', 'decision_words']))
    EXECUTE FUNCTION cases_loss_decided_once_strictly();
DROP TRIGGER finding_stands ON cases_liabilityfinding;
CREATE TRIGGER finding_stands BEFORE UPDATE ON cases_liabilityfinding FOR EACH ROW
    WHEN (NOT cases_words_may_go(to_jsonb(OLD), to_jsonb(NEW), ARRAY['words', 'appeal_words', 'decision_words']))
    EXECUTE FUNCTION cases_finding_stands_strictly();
DROP TRIGGER share_stands ON cases_liabilityshare;
CREATE TRIGGER share_stands BEFORE INSERT OR DELETE ON cases_liabilityshare FOR EACH ROW
    EXECUTE FUNCTION cases_share_stands_strictly();
CREATE TRIGGER share_stands_changed BEFORE UPDATE ON cases_liabilityshare FOR EACH ROW
    WHEN (NOT cases_words_may_go(to_jsonb(OLD), to_jsonb(NEW), ARRAY['hearing']))
    EXECUTE FUNCTION cases_share_stands_strictly();
"""
STRICTLY = """
DROP TRIGGER share_stands_changed ON cases_liabilityshare;
DROP TRIGGER share_stands ON cases_liabilityshare;
DROP TRIGGER finding_stands ON cases_liabilityfinding;
DROP TRIGGER loss_decided_once ON cases_lossentry;
ALTER FUNCTION cases_loss_decided_once_strictly() RENAME TO cases_loss_decided_once;
ALTER FUNCTION cases_finding_stands_strictly() RENAME TO cases_finding_stands;
ALTER FUNCTION cases_share_stands_strictly() RENAME TO cases_share_stands;
CREATE TRIGGER loss_decided_once BEFORE UPDATE ON cases_lossentry
    FOR EACH ROW EXECUTE FUNCTION cases_loss_decided_once();
CREATE TRIGGER finding_stands BEFORE UPDATE ON cases_liabilityfinding
    FOR EACH ROW EXECUTE FUNCTION cases_finding_stands();
CREATE TRIGGER share_stands BEFORE INSERT OR UPDATE OR DELETE ON cases_liabilityshare
    FOR EACH ROW EXECUTE FUNCTION cases_share_stands();
DROP FUNCTION cases_words_may_go(jsonb, jsonb, text[]);
"""


# Somebody may be opening a case in the moment in which its customer is erased. The name lets it fire after PostgreSQL's
# own check of the foreign key, which waits for the erasure.
NOT_OF_AN_ERASED = """
CREATE FUNCTION cases_customer_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM customers_customer WHERE id = NEW.customer_id AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the data of customer % was erased', NEW.customer_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER case_customer_is_there AFTER INSERT ON cases_case
    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION cases_customer_is_there();
"""
OF_ANYBODY = """
DROP TRIGGER case_customer_is_there ON cases_case;
DROP FUNCTION cases_customer_is_there();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_helping_found"), ("customers", "0006_customer_erased_at")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="is_anonymised",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(BLACKED_OUT, NEVER),
        migrations.RunSQL(STANDING, STRICTLY),
        migrations.RunSQL(NOT_OF_AN_ERASED, OF_ANYBODY),
    ]
