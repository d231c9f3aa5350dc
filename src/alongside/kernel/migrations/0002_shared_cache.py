"""Adds the table of the shared cache, in which sign-in tries are counted for all web processes together."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE kernel_shared_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX kernel_shared_cache_expires ON kernel_shared_cache (expires);
            """,
            "DROP TABLE kernel_shared_cache",
        )
    ]
