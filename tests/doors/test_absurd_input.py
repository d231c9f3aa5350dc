"""Absurd input in every form of desk and portal: never an error of ours, always a word about it, nothing half done.

Each page is opened as whoever may open it, each form is found and sent with absurd values in its fields; whatever
is refused has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import resolve
from tests.doors.absurd import absurdities
from tests.doors.forms import Form, forms_of
from tests.doors.places import doors_of
from tests.doors.table import ask
from tests.doors.world import CUSTOMER, NOBODY, Knocker, World

# Who opens most pages, and whoever opens the rest.
WHO = (
    "service_supervisor",
    "customer_relations_director",
    "system_administrator",
    "security_administrator",
    CUSTOMER,
    NOBODY,
)
SAYS_WHY = ('role="alert"', "field-error", "errorlist", "is-invalid", "tone-late")
NOT_OURS = {"set_language"}  # Django's own


def pages_of(world: World) -> Iterator[str]:
    things = world.things
    customer, unit = things["customer"].pk, things["unit"].pk
    yield f"/desk/cases/new/?customer={customer}&unit={unit}"
    yield f"/desk/cases/new/?node={world.cast.project.pk}"
    yield f"/desk/cases/{world.number}/?list=mine"
    yield from (door.path for door in doors_of(world) if not door.is_api)


def found_forms(world: World) -> dict[tuple[Any, ...], tuple[str, str, Form]]:
    """Each form once: what it is -> (who, on which page, the form)."""
    found: dict[tuple[Any, ...], tuple[str, str, Form]] = {}

    def read(response: HttpResponse) -> str:
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        return response.content.decode() if is_page and response.status_code == 200 else ""

    left = list(dict.fromkeys(pages_of(world)))
    for who in WHO:
        for page in list(left):
            if (who == CUSTOMER) != page.startswith("/portal/") and who != NOBODY:
                continue
            html = ask(world.knocker(who), "GET", page, then=read)
            if html:
                left.remove(page)
            for form in forms_of(page, html):
                match = resolve(form.action.partition("?")[0])
                if match.url_name in NOT_OURS:
                    continue
                what = (form.method, match.route, match.kwargs.get("code"), tuple(sorted(form.fields)))
                found.setdefault(what, (who, page, form))
    return found


@pytest.fixture(scope="module")
def forms(world: World) -> dict[tuple[Any, ...], tuple[str, str, Form]]:
    found = found_forms(world)
    assert len(found) > 60, "hardly any forms were found: does the reader still read them?"
    return found


def test_no_form_breaks_on_absurd_input(world, forms):
    """INF-10: no 5xx; a yes only to what can be; a no in words, and nothing half done."""
    wrong, accepted = [], set()
    before = state_of_everything()

    def look(response: HttpResponse) -> tuple[int, str, bool]:
        body = "" if response.streaming else response.content.decode(errors="replace")
        return response.status_code, body, state_of_everything() == before

    for who, page, form in forms.values():
        for what, data, is_lie in absurdities(form):
            address = f"{form.method.upper()} {form.action} ({what}) as {who}"
            try:
                status, body, is_unchanged = ask(
                    as_browser(world.knocker(who)),
                    form.method,
                    form.action.partition("#")[0],
                    data=data,
                    then=look,
                )
            except Exception as error:
                wrong.append(f"{address}: {type(error).__name__}: {str(error)[:150]}")
                continue
            if status >= 500:
                wrong.append(f"{address}: {status}")
            elif form.method == "get":
                continue
            elif status == 302 and not is_unchanged:
                accepted.add((form.action, tuple(form.fields)))
            elif status >= 400 and not is_unchanged:
                wrong.append(f"{address}: {status}, but something was written")
            elif is_lie and status < 400 and not any(sign in body for sign in SAYS_WHY):
                wrong.append(f"{address}: {status} without a word about it (from {page})")
            elif status in (409, 422) and "hidden" not in what and not any(sign in body for sign in SAYS_WHY):
                wrong.append(f"{address}: {status} does not say why")
    assert len(accepted) > 40, "most forms were refused for something else than what was absurd in them"
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def as_browser(knocker: Knocker) -> Knocker:
    """Browsers say on whose page a form was filled in; the widget's takes nothing without that."""
    return replace(knocker, headers={"Origin": "http://testserver"})


def state_of_everything() -> tuple[Any, ...]:
    """Another one after any act."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT max(id) FROM kernel_journalentry), (SELECT count(*) FROM cases_case),
                   (SELECT sum(version) FROM cases_case), (SELECT count(*) FROM conversations_message),
                   (SELECT count(*) FROM kernel_storedfile), (SELECT count(*) FROM customers_customer),
                   (SELECT count(*) FROM customers_contactpoint), (SELECT count(*) FROM estates_unit),
                   (SELECT count(*) FROM organisation_node), (SELECT count(*) FROM organisation_staffmember),
                   (SELECT count(*) FROM cases_casedraft), (SELECT count(*) FROM conversations_delivery)
            """
        )
        return tuple(cursor.fetchone())
