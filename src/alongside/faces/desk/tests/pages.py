"""What the tests of pages share: being somebody, and proving that a page costs the same for one row as for three."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.domain.organisation.models import StaffMember


def signed_in(client: Client, staff: StaffMember, language: str = "zh-hans") -> Client:
    """The client with that staff member signed in, reading that language."""
    client.force_login(staff)
    client.cookies["django_language"] = language
    return client


def assert_queries(client: Client, url: str, count: int, *, add_two: Callable[[], object]) -> None:
    """The page costs exactly `count` queries with what is there, and the same after `add_two` made two more.

    The one line of the access log that a page writes when it shows a customer comes on top.
    """
    for _round in ("before", "after"):
        with CaptureQueriesContext(connection) as seen:
            response = client.get(url)
        assert response.status_code == 200, response.content
        asked = [one["sql"] for one in seen.captured_queries if "INTO kernel_accessline" not in one["sql"]]
        assert len(asked) == count, f"{_round}: {len(asked)} queries, not {count}:\n" + "\n".join(asked)
        if _round == "before":
            add_two()
