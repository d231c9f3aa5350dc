"""What the database itself keeps: evidence, logs and ledger lines are only ever added, shares are whole.

Each refusal is an integrity error with a sentence that says what to do instead.
"""

from django.db import migrations

ONLY_ADDED = """
CREATE TRIGGER evidence_only_added BEFORE UPDATE OR DELETE ON cases_evidence
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
CREATE TRIGGER major_log_only_added BEFORE UPDATE OR DELETE ON cases_majorlog
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
CREATE TRIGGER loss_never_deleted BEFORE DELETE ON cases_lossentry
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
CREATE TRIGGER finding_never_deleted BEFORE DELETE ON cases_liabilityfinding
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
"""
NOT_ONLY_ADDED = """
DROP TRIGGER evidence_only_added ON cases_evidence;
DROP TRIGGER major_log_only_added ON cases_majorlog;
DROP TRIGGER loss_never_deleted ON cases_lossentry;
DROP TRIGGER finding_never_deleted ON cases_liabilityfinding;
"""

# Only the decision may still be written, and only once.
LOSS_DECIDED_ONCE = """
CREATE FUNCTION cases_loss_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'entered'
       OR (to_jsonb(NEW) - ARRAY['state', 'decided_by_id', 'decided_at', 'decision_words'])
          IS DISTINCT FROM
          (to_jsonb(OLD) - ARRAY['state', 'decided_by_id', 'decided_at', 'decision_words'])
    THEN
        RAISE EXCEPTION 'a line of the loss ledger is never changed; it is confirmed or refused once'
            USING ERRCODE = 'restrict_violation', HINT = 'reverse it by another line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loss_decided_once BEFORE UPDATE ON cases_lossentry
    FOR EACH ROW EXECUTE FUNCTION cases_loss_decided_once();
"""
LOSS_FREE = """
DROP TRIGGER loss_decided_once ON cases_lossentry;
DROP FUNCTION cases_loss_decided_once();
"""

# What was found stands as it was issued: later only the appeal and its decision are written.
FINDING_STANDS = """
CREATE FUNCTION cases_finding_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.issued_at IS NOT NULL
       AND (NEW.case_id, NEW.cause, NEW.words, NEW.found_by_id, NEW.drafted_at, NEW.issued_at, NEW.replaces_id)
           IS DISTINCT FROM
           (OLD.case_id, OLD.cause, OLD.words, OLD.found_by_id, OLD.drafted_at, OLD.issued_at, OLD.replaces_id)
    THEN
        RAISE EXCEPTION 'an issued liability finding is never changed'
            USING ERRCODE = 'restrict_violation', HINT = 'a new finding may replace an overturned one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_stands BEFORE UPDATE ON cases_liabilityfinding
    FOR EACH ROW EXECUTE FUNCTION cases_finding_stands();

CREATE FUNCTION cases_share_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_liabilityfinding f
                WHERE f.issued_at IS NOT NULL
                  AND f.id IN (CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.finding_id END,
                               CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.finding_id END))
    THEN
        RAISE EXCEPTION 'the shares of an issued liability finding are never changed'
            USING ERRCODE = 'restrict_violation', HINT = 'a new finding may replace an overturned one';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER share_stands BEFORE INSERT OR UPDATE OR DELETE ON cases_liabilityshare
    FOR EACH ROW EXECUTE FUNCTION cases_share_stands();
"""
FINDING_FREE = """
DROP TRIGGER finding_stands ON cases_liabilityfinding;
DROP FUNCTION cases_finding_stands();
DROP TRIGGER share_stands ON cases_liabilityshare;
DROP FUNCTION cases_share_stands();
"""

# Checked at commit, when all shares of a finding are there (CAS-8).
SHARES_ARE_WHOLE = """
CREATE FUNCTION cases_shares_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one bigint;
    total numeric;
BEGIN
    FOREACH one IN ARRAY CASE
        WHEN TG_TABLE_NAME = 'cases_liabilityfinding' THEN ARRAY[(to_jsonb(NEW) ->> 'id')::bigint]
        WHEN TG_OP = 'INSERT' THEN ARRAY[(to_jsonb(NEW) ->> 'finding_id')::bigint]
        WHEN TG_OP = 'DELETE' THEN ARRAY[(to_jsonb(OLD) ->> 'finding_id')::bigint]
        ELSE ARRAY[(to_jsonb(NEW) ->> 'finding_id')::bigint, (to_jsonb(OLD) ->> 'finding_id')::bigint]
    END LOOP
        SELECT coalesce(sum(percent), 0) INTO total FROM cases_liabilityshare WHERE finding_id = one;
        IF total <> 100 AND EXISTS (SELECT FROM cases_liabilityfinding WHERE id = one) THEN
            RAISE EXCEPTION 'the shares of liability finding % add up to % per cent, not to 100', one, total
                USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_are_whole';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shares_are_whole AFTER INSERT OR UPDATE OR DELETE ON cases_liabilityshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_shares_are_whole();
CREATE CONSTRAINT TRIGGER finding_has_shares AFTER INSERT ON cases_liabilityfinding
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_shares_are_whole();
"""
SHARES_FREE = """
DROP TRIGGER shares_are_whole ON cases_liabilityshare;
DROP TRIGGER finding_has_shares ON cases_liabilityfinding;
DROP FUNCTION cases_shares_are_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_findings_and_oversight"), ("kernel", "0004_only_added")]

    operations = [
        migrations.RunSQL(ONLY_ADDED, NOT_ONLY_ADDED),
        migrations.RunSQL(LOSS_DECIDED_ONCE, LOSS_FREE),
        migrations.RunSQL(FINDING_STANDS, FINDING_FREE),
        migrations.RunSQL(SHARES_ARE_WHOLE, SHARES_FREE),
    ]
