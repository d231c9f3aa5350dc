"""Who may open which door: the golden table, computed and compared (ORG-3, ORG-5)."""

from __future__ import annotations

import os

import pytest
from tests.doors.places import Door, doors_of
from tests.doors.table import SIGN_IN, TABLE, answer_of, ask, differences, table_of, table_with, written
from tests.doors.world import CUSTOMER, NOBODY, OTHER_CLIENT, STRANGERS, World

OPEN_TO_ALL = {
    "health",
    "ready",
    "root",
    "account_login",
    "account_inactive",
    "set_language",
    "living_page",
    "reference",
    "openapi-json",
}
# What is on offer is there for everybody, signed in or not (EST-4).
PUBLIC = {"/listings/", "/listings/<listing_key>/", "/listings/photos/<photo_id>/"} | {
    # A certificate names nobody, and whoever was erased cannot sign in: its address is the key (INF-4).
    "/portal/certificates/<key>/",
    "/portal/certificates/<key>/certificate.pdf",
    # The help centre is for anybody: who is no customer reads what is published as public, and nothing else (CHN-9).
    "/portal/help/",
    "/portal/help/<pk>/",
    "/portal/help/<pk>/helpful/",
    "/portal/help/files/<file_id>/",
    "/portal/help/files/<file_id>/small/",
    # The window on other people's pages knows nobody before they show a visitor's token (CHN-6).
    "/widget/window.js",
    "/widget/window.css",
    "/widget/window/",
    "/widget/window/form/",
    "/widget/window/help/<pk>/",
    # The walk-in desk: a signed address opens the tablet and the screen, an unguessable one a number that names nobody.
    "/walk-in/door/<address>/",
    "/walk-in/door/<address>/<key>/",
    "/walk-in/screen/<address>/",
    "/walk-in/<key>/",
    "/walk-in/<key>/leave/",
}
# Who comes here has no sign-in yet: refused without the state that this browser was sent away with, or without what
# a gateway pushes to the unguessable word of its account (CHN-3, CHN-4).
NOT_UNDERSTOOD = {"GET /portal/sign-in/wechat/back/": "400", "POST /channels/sms/texting-code/": "400"}
# How customers are walked with is the company's way, the same for every project (JRN-1).
COMPANY_WIDE = {"/desk/journeys/templates/<pk>/", "/desk/journeys/templates/<pk>/compare/"}
SHUT = {"401", "403", "404", "405", SIGN_IN}


@pytest.fixture(scope="module")
def doors(world: World) -> list[Door]:
    return doors_of(world)


@pytest.fixture(scope="module")
def table(world: World, doors: list[Door]) -> dict[str, dict[str, str]]:
    if parts := os.environ.get("REWRITE_DOORS"):
        return table_with(world, doors, parts.split(), TABLE.read_text())
    return table_of(world, doors)


def test_every_door_answers_everybody_as_was_reviewed(table):
    """ORG-5: a new address, role or answer shows up here and is read by somebody before it is landed."""
    if os.environ.get("REWRITE_DOORS"):
        TABLE.write_text(written(table))
    reviewed = TABLE.read_text()
    changed = differences(reviewed, table)
    assert not changed, "\n".join(
        [*changed, "If that is right, write it down with `python -m tests.doors` and read the change."]
    )
    assert reviewed == written(table), "The answers are right, their order is not: `python -m tests.doors`."


def test_nothing_fails_behind_a_door(table):
    failed = {
        door: who for door, answers in table.items() for who, answer in answers.items() if answer[0] == "5"
    }
    assert failed == {}


def test_strangers_find_no_thing_of_the_project(table, doors):
    """ORG-3: what one may not see is 404, for reading and for writing."""
    with_thing = {door.shown for door in doors if door.has_thing}
    let_in = {
        (door, who): answers.get(who)
        for door, answers in table.items()
        if door.partition(" ")[2] in with_thing - PUBLIC - COMPANY_WIDE
        and not _is_about_the_body(door, answers)
        for who in STRANGERS
        if answers.get(who, "401") not in SHUT
    }
    assert let_in == {}


def test_strangers_cannot_tell_a_thing_of_the_project_from_nothing(world, table, doors):
    """ORG-3: the answer is the same whether the thing is there or not."""
    told = {}
    for door in (one for one in doors if one.has_thing and one.shown not in PUBLIC | COMPANY_WIDE):
        for method in door.methods:
            answers = table.get(f"{method} {door.shown}", {})
            for who in STRANGERS:
                if (
                    who in answers
                    and ask(world.knocker(who), method, door.absent, then=answer_of) != answers[who]
                ):
                    told[method, door.shown, who] = answers[who]
    assert told == {}


def test_nobody_gets_in_unseen(table):
    """Without a sign-in there is only what everybody may see."""
    inside = {
        door: answers[NOBODY]
        for door, answers in table.items()
        if answers[NOBODY] not in SHUT and not _is_open(door)
    }
    assert inside == NOT_UNDERSTOOD


def _is_about_the_body(door: str, answers: dict[str, str]) -> bool:
    """The API reads a body before it looks for the thing; strangers with good bodies: test_strangers.py."""
    return door.startswith(("POST /api/", "PATCH /api/")) and answers.get(OTHER_CLIENT) == "422"


def _is_open(door: str) -> bool:
    return door.partition(" ")[2] in PUBLIC | {
        "/", "/desk/", "/health", "/ready", "/ui/", "/sign-in/", "/sign-out/", "/access-ended/", "/language/",
        "/api/v1/docs", "/api/v1/openapi.json", "/portal/sign-in/", "/portal/sign-in/code/",
    }  # fmt: skip


def test_customers_stay_out_of_the_desk_and_the_api(table):
    inside = {
        door: answers[CUSTOMER]
        for door, answers in table.items()
        if door.partition(" ")[2].startswith(("/desk/", "/api/v1/"))
        and not _is_open(door)
        and answers[CUSTOMER] not in SHUT
    }
    assert inside == {}
