"""The backend that settings name: Django's, whose pool asks the server before each page whether it is there.

That question is a round trip of its own. A server that went away, or put a connection out, has closed its end, which
can be read off our side of it without asking anybody; only where something stands to be read is it asked.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    _connection_pools: dict[str, Any]  # Django's, which its types leave out

    @property
    def pool(self) -> Any:
        known = self._connection_pools.get(self.alias)
        if known is None:
            known = super().pool
            if known is not None and known._check is not None:
                known._check = check
        return known


def check(connection: Connection[Any]) -> None:
    """Raise psycopg's OperationalError when the server is at the end of this connection no longer."""
    waiting = select.poll()
    waiting.register(connection.pgconn.socket, select.POLLIN)  # an error or an end is told in any case
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
