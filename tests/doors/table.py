"""Knocking at every door as everybody, and the table of what was answered."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpResponse
from psycopg.pq import ExecStatus
from tests.doors.places import Door
from tests.doors.world import CLIENT, CUSTOMER, NOBODY, OTHER_CLIENT, Knocker, World

TABLE = Path(__file__).parents[1] / "doors.txt"
SIGN_IN = "→ sign-in"
NOT_SO = "405"
HEAD = """\
# Every door of the site and what it answers to whom: with a thing of project 观澜庭 in the address, to people of
# that project by their role, to people, customers and programs of elsewhere, and to nobody signed in.
# Forms and bodies are sent empty. Written by `python -m tests.doors`; read what changed before you commit it.
"""

TO_THE_API = {NOBODY, "service_supervisor", CUSTOMER, CLIENT, OTHER_CLIENT}
T = TypeVar("T")


def ask(
    knocker: Knocker, method: str, path: str, *, then: Callable[[HttpResponse], T], data: Any = None
) -> T:
    """One request as if it had never been: the database and the cookies are afterwards as before."""
    cookies = SimpleCookie(knocker.client.cookies.output(header="", sep=";"))
    is_api = path.startswith("/api/")
    given = {"content_type": "application/json"} if is_api and method != "GET" else {}
    body = data if data is not None else ("{}" if given else {})
    with leaving_no_trace():
        response = getattr(knocker.client, method.lower())(path, body, headers=knocker.headers, **given)
        result = then(response)
    knocker.client.cookies = cookies
    return result


@contextmanager
def leaving_no_trace() -> Iterator[None]:
    """What is written meanwhile is taken back, and what waits for the end of the transaction forgotten.

    Past the driver: where it sends a rollback itself it forgets which plans the server keeps, and planning takes a
    third of a walk through all doors.
    """
    server, waiting = connection.connection.pgconn, list(connection.run_on_commit)
    server.exec_(b"SAVEPOINT asked")
    try:
        yield
    finally:
        taken_back = server.exec_(b"ROLLBACK TO SAVEPOINT asked; RELEASE SAVEPOINT asked")
        connection.run_on_commit, connection.needs_rollback = waiting, False
    assert taken_back.status == ExecStatus.COMMAND_OK, taken_back.error_message


def answer_of(response: HttpResponse) -> str:
    """The status; for a redirect where it leads if that is to a sign-in."""
    if response.status_code in (301, 302, 303) and "sign-in" in urlsplit(response.headers["Location"]).path:
        return SIGN_IN
    return str(response.status_code)


def answers_at(door: Door, method: str, world: World) -> dict[str, str]:
    """Who hears what. Programs have doors of their own; there, a few of the others stand for all."""
    wanted = TO_THE_API if door.is_api else {one.name for one in world.knockers} - {CLIENT, OTHER_CLIENT}
    knockers = [one for one in world.knockers if one.name in wanted]
    return {one.name: ask(one, method, door.path, then=answer_of) for one in knockers}


def table_of(world: World, doors: list[Door]) -> dict[str, dict[str, str]]:
    """`GET /address` -> who -> answer. Other methods are asked where reading is not what the address is for."""
    table = {}
    for door in doors:
        answers = {"GET": answers_at(door, "GET", world)}
        if door.is_api or NOT_SO in answers["GET"].values():
            answers |= {method: answers_at(door, method, world) for method in door.methods[1:]}
        meant = {method: given for method, given in answers.items() if NOT_SO not in given.values()}
        table |= {f"{method} {door.shown}": given for method, given in (meant or answers).items()}
    return table


def table_with(world: World, doors: list[Door], parts: list[str], reviewed: str) -> dict[str, dict[str, str]]:
    """As `table_of`, asking only where the address has one of these parts or nothing was reviewed yet."""
    known = defaultdict(dict)
    for shown, answers in _read(reviewed).items():
        known[shown.partition(" ")[2]][shown] = answers
    table = {}
    for door in doors:
        is_asked = door.shown not in known or any(part in door.shown for part in parts)
        table |= table_of(world, [door]) if is_asked else known[door.shown]
    return table


def written(table: dict[str, dict[str, str]]) -> str:
    """The table as text: a block for each door, a line for each answer."""
    blocks = [HEAD]
    for door, answers in table.items():
        by_answer = defaultdict(list)
        for who, answer in answers.items():
            by_answer[answer].append(who)
        lines = [door]
        for answer in sorted(by_answer):
            lines += textwrap.wrap(
                "everybody" if len(by_answer) == 1 else ", ".join(by_answer[answer]),
                width=110,
                initial_indent=f"    {answer:<11}",
                subsequent_indent=" " * 15,
                break_on_hyphens=False,
            )
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def differences(reviewed: str, now: dict[str, dict[str, str]]) -> list[str]:
    """A line for each answer that is not as it was reviewed: which door, who, what was expected, what came."""
    before = _read(reviewed)
    found = []
    for door in dict.fromkeys([*before, *now]):
        if door not in now:
            found.append(f"{door}: is reviewed, but there is no such door any more")
        elif door not in before:
            found.append(f"{door}: is new and not reviewed")
        else:
            one_for_all = before[door].get("everybody")
            expected = dict.fromkeys(now[door], one_for_all) if one_for_all else before[door]
            found += [
                f"{door}: {who} expected {expected.get(who, 'nothing')}, got {now[door].get(who, 'nothing')}"
                for who in dict.fromkeys([*expected, *now[door]])
                if expected.get(who) != now[door].get(who)
            ]
    return found


def _read(text: str) -> dict[str, dict[str, str]]:
    """What `written` wrote: door -> who (or `everybody`) -> answer."""
    table: dict[str, dict[str, str]] = {}
    for block in text.removeprefix(HEAD).strip().split("\n\n"):
        door, *lines = block.splitlines()
        unwrapped = "\n".join(lines).replace("\n" + " " * 15, " ").splitlines()
        table[door] = {who: line[4:15].strip() for line in unwrapped for who in line[15:].split(", ")}
    return table
