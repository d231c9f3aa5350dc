"""ORG-6: who owns a thing is looked up when that changes, not at every write of it.

A task or node that was written as a whole held its owner's row after its own, while whoever leaves holds their row first
and then takes their things: the two waited for each other.
"""

from django.db import migrations

TABLES = (
    ("receiver_works_here", "cases_transfer", "receiver_id", "NEW.state = 'offered'", "OLD.state = 'offered'", "state"),
    ("assignee_works_here", "work_task", "assignee_id", "NEW.assignee_id IS NOT NULL AND NEW.state IN ('asked', 'accepted')",
     "OLD.state IN ('asked', 'accepted')", "state"),
    ("owner_works_here", "customers_alert", "owner_id", "NEW.lifted_at IS NULL", "OLD.lifted_at IS NULL", "lifted_at"),
    ("manager_works_here", "organisation_node", "manager_id", "NEW.manager_id IS NOT NULL", "true", ""),
)  # fmt: skip

SPLIT = "\n".join(
    f"""
DROP TRIGGER {name} ON {table};
CREATE TRIGGER {name}_new AFTER INSERT ON {table} FOR EACH ROW
    WHEN ({counts}) EXECUTE FUNCTION alongside_owner_works_here('{column}');
CREATE TRIGGER {name} AFTER UPDATE OF {column}{", " + beside if beside else ""} ON {table} FOR EACH ROW
    WHEN ({counts} AND (NEW.{column} IS DISTINCT FROM OLD.{column} OR NOT ({counted})))
    EXECUTE FUNCTION alongside_owner_works_here('{column}');
"""
    for name, table, column, counts, counted, beside in TABLES
)
JOIN = "\n".join(
    f"""
DROP TRIGGER {name} ON {table};
DROP TRIGGER {name}_new ON {table};
CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN ({counts}) EXECUTE FUNCTION alongside_owner_works_here('{column}');
"""
    for name, table, column, counts, _counted, _beside in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_pins")]

    operations = [migrations.RunSQL(SPLIT, JOIN)]
