"""Nothing of the project is read by strangers: not in lists, counts, search, notices, exports, files or errors.

Whatever a stranger asks for, none of the secret marks stands in the answer, except the one that was asked with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from tests.doors.places import Door, doors_of
from tests.doors.reading import text_of
from tests.doors.table import ask
from tests.doors.world import (
    AGENT_ELSEWHERE,
    CLIENT,
    CUSTOMER,
    OTHER_CLIENT,
    OTHER_CUSTOMER,
    STRANGERS,
    World,
)

# Names under which lists and forms take what somebody looks for.
ASKED_UNDER = ("q", "words", "who", "phone", "search", "name", "number")
SEARCHED = (
    "customer's name", "title of the case", "customer's words", "home", "phone", "tail of the phone",
    "number of the case",
)  # fmt: skip
INSIDERS = ("service_agent", "service_supervisor", "customer_relations_director", CUSTOMER, CLIENT)
# Whoever holds a number drawn at the door is its visitor: the address is the key (CHN-6).
KEYS = {"/walk-in/<key>/leave/"}
# What no page of the desk prints: only the portal, the mail and whoever reveals it show the whole.
NEVER_SHOWN = {"phone", "mail address", "owner of the listing"}


@pytest.fixture(scope="module")
def doors(world: World) -> list[Door]:
    return doors_of(world)


def marks_in(text: str, world: World, *, but: str = "") -> set[str]:
    """The names of the marks that stand in the text. A short run of digits counts only by itself."""
    found = set()
    for name, mark in world.marks.items():
        if name == but or mark == world.marks.get(but):
            continue
        if mark.isdigit() and len(mark) < 6:
            is_there = re.search(rf"(?<![0-9A-Za-z_-]){mark}(?![0-9A-Za-z_-])", text)
        else:
            is_there = mark in text
        if is_there:
            found.add(name)
    return found


def questions(world: World) -> Iterator[tuple[dict[str, Any], str]]:
    """Queries that name the project's things, and the mark that each one holds itself."""
    things, agent = world.things, world.cast.agent.id
    for name in SEARCHED:
        yield dict.fromkeys(ASKED_UNDER, world.marks[name]), name
    yield {"node": world.cast.project.pk}, ""
    yield {"node": world.cast.project.code}, ""
    yield {"owner": agent, "customer": things["customer"].pk, "unit": things["unit"].pk}, ""
    yield {"view": things["view"].pk, "list": "mine", "case": world.case.pk, "staff": agent}, ""


def visits(who: str, doors: list[Door], world: World) -> Iterator[tuple[str, str]]:
    """Every address with the project's thing, and the mark in it; without a parameter, with every question too."""
    is_program = who in (CLIENT, OTHER_CLIENT)
    is_customer = who in (CUSTOMER, OTHER_CUSTOMER)
    for door in doors:
        if door.is_api != is_program or (is_customer and not door.path.startswith("/portal")):
            continue
        yield door.path, "number of the case" if world.number in door.path else ""
        if not door.has_thing:
            for query, asked in questions(world):
                yield f"{door.path}?{urlencode(query)}", asked


@pytest.mark.parametrize("who", STRANGERS)
def test_reads_nothing_of_the_project(world, doors, who):
    """ORG-3: in no answer of any address, however it is asked."""
    leaks = {}
    for path, asked in visits(who, doors, world):
        text = ask(world.knocker(who), "GET", path, then=text_of)
        if found := marks_in(text, world, but=asked):
            leaks[path] = found
    assert leaks == {}


@pytest.mark.parametrize("who", STRANGERS)
def test_changes_nothing_of_the_project(world, doors, who):
    """ORG-3: forms and bodies that name the project's things are refused without a word about them."""

    def look(response: HttpResponse) -> tuple[str, tuple[Any, ...]]:
        return text_of(response), state_of_the_project(world)

    leaks, changed = {}, {}
    before = state_of_the_project(world)
    for door in (one for one in doors if one.is_api == (who == OTHER_CLIENT) and one.shown not in KEYS):
        data = None if door.is_api else naming_things(world)
        text, after = ask(world.knocker(who), "POST", door.path, data=data, then=look)
        if found := marks_in(text, world, but="number of the case"):
            leaks[door.path] = found
        if after != before:
            changed[door.path] = (before, after)
    assert leaks == {}
    assert changed == {}


def naming_things(world: World) -> dict[str, Any]:
    """One body for every form: it names the project's things under each field name that a form might have."""
    things, agent = world.things, world.cast.agent.id
    return {
        "customer": things["customer"].pk, "unit": things["unit"].pk, "estate": things["estate"].pk,
        "node": world.cast.project.pk, "owner": agent, "to": agent, "assignee": agent, "staff": agent,
        "lead": agent, "cases": [world.case.pk], "case": [world.number], "number": world.number,
        "ids": [world.case.pk], "selected": [world.number], "title": "fremd", "words": "fremd", "name": "fremd",
        "reason": "fremd", "kind": "enquiry", "channel": "phone", "severity": "3", "act": "add_note",
        "next": "/desk/",
    }  # fmt: skip


def state_of_the_project(world: World) -> tuple[Any, ...]:
    """Another one after any write about the project."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM kernel_journalentry WHERE node_id = %(node)s),
                   (SELECT count(*) FROM cases_case WHERE node_id = %(node)s),
                   (SELECT sum(version) FROM cases_case WHERE node_id = %(node)s),
                   (SELECT count(*) FROM conversations_message WHERE node_id = %(node)s),
                   (SELECT sum(version) FROM customers_customer WHERE node_id = %(node)s),
                   (SELECT count(*) FROM customers_contactpoint),
                   (SELECT sum(version) FROM work_task),
                   (SELECT count(*) FROM work_notice WHERE read_at IS NULL),
                   (SELECT count(*) FROM cases_savedview WHERE owner_id = %(agent)s),
                   (SELECT count(*) FROM kernel_storedfile)
            """,
            {"node": world.cast.project.pk, "agent": world.cast.agent.id},
        )
        return tuple(cursor.fetchone())


def test_every_mark_is_there_to_be_read(world, doors):
    """Whoever belongs to the project reads each of them somewhere, so that a leak could be seen at all."""
    missing = set(world.marks) - NEVER_SHOWN
    for who in INSIDERS:
        for path, _asked in visits(who, doors, world):
            if missing and "?" not in path:
                missing -= marks_in(ask(world.knocker(who), "GET", path, then=text_of), world)
    assert missing == set()


def test_a_stranger_has_work_of_their_own(world):
    """They are signed in and see their own pages: it is not that everything is closed to them."""
    own = {AGENT_ELSEWHERE: "/desk/cases/", OTHER_CLIENT: "/api/v1/cases", OTHER_CUSTOMER: "/portal/"}
    for who, path in own.items():
        assert ask(world.knocker(who), "GET", path, then=lambda one: one.status_code) == 200
