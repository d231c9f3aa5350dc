"""Let the hits of a search over cases be counted exactly without reading them (CAS-16)."""

from django.db import migrations

from alongside.kernel.search_counts import counted


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_pause_cap_ends_at"),
        ("kernel", "0003_search_counts"),
    ]

    operations = [counted("cases_casesearch")]
