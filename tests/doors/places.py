"""Every address of the site, with a thing of project 观澜庭 in the place of each parameter.

A new parameter name makes `doors_of` fail: say in OBJECTS which thing of the world stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from tests.doors.world import World

from alongside.domain.organisation.models import ReportingRule
from alongside.domain.wording.models import ForbiddenWording
from alongside.faces.desk.cases.acts import ACTS
from alongside.faces.desk.cases.findings import STEPS
from alongside.faces.desk.handed_to_me.handed_to_me import TASK_ANSWERS, TRANSFER_ANSWERS
from alongside.faces.desk.imports.import_run import ACTS as IMPORT_ACTS
from alongside.faces.desk.legal.handling import MOVES as LEGAL_MOVES
from alongside.faces.desk.lessons.lesson import MOVES as LESSON_MOVES


def thing(name: str) -> Callable[..., Any]:
    """The key of a thing of the world."""
    return lambda world, **given: world.things[name].pk


def _part_of_step(world: World, *, code: str, **given: str) -> Any:
    """Each step of a finding is about its own kind of part."""
    return next(one.pk for one in world.things.values() if isinstance(one, STEPS[code].part))


# What stands for a parameter, given those before it. Looked up, in this order, by "url name:parameter", "the part of the address
# before it/parameter", and the parameter alone. A list is a list of doors.
OBJECTS: dict[str, Callable[..., Any]] = {
    "number": lambda world, **given: world.number,
    "act_on_case:code": lambda world, **given: sorted(ACTS),
    "answer_transfer:code": lambda world, **given: sorted(TRANSFER_ANSWERS),
    "answer_task:code": lambda world, **given: sorted(TASK_ANSWERS),
    "act_on_import:code": lambda world, **given: sorted(IMPORT_ACTS),
    "import_id": thing("import_run"),
    "finding_step:code": lambda world, **given: sorted(STEPS),
    "finding_step:part_id": _part_of_step,
    "record_spot_check:pk": thing("spot_check"),
    "change_wording:pk": lambda world, **given: ForbiddenWording.objects.get(code="school_place").pk,
    "view_id": thing("view"),
    "file_id": thing("file"),
    "remove_picture:file_id": thing("draft_file"),
    "key": lambda world, **given: world.things["draft"].key,
    "transfer_id": thing("transfer"),
    "task_id": thing("task"),
    "notice_id": thing("notice"),
    "directory/platform": lambda world, **given: "wecom",
    "retry_cards:platform": lambda world, **given: "wecom",
    "robots/pk": thing("robot"),
    "news_id": lambda world, **given: world.things["card"].news_id,
    "delivery_id": thing("delivery"),
    "sign_in_id": thing("sign_in"),
    "session_id": thing("portal_session"),
    "passkeys/pk": thing("passkey"),
    "incidents/pk": thing("incident"),
    "change_reporting_rule:pk": lambda world, **given: ReportingRule.objects.get(severity="other").pk,
    "access-reviews/pk": lambda world, **given: world.things["review_item"].review_id,
    "incident_step:step": lambda world, **given: ["close", "tell", "tell-people"],
    "items/pk": thing("review_item"),
    "provider": lambda world, **given: "oidc",
    "transfers/id": thing("transfer"),
    "questions/pk": thing("question"),
    "tasks/id": thing("task"),
    "tasks/pk": thing("task"),
    "announcements/pk": thing("announcement"),
    "help_file:file_id": thing("article_file"),
    "help_picture:file_id": thing("article_file"),
    "announcement_file:file_id": thing("announcement_file"),
    "shares/id": thing("share"),
    "findings/id": thing("finding"),
    "losses/id": thing("loss"),
    "customers/id": thing("customer"),
    "contact_points/id": thing("contact_point"),
    "unit_relations/id": thing("relation"),
    "alerts/id": thing("alert"),
    "units/id": thing("unit"),
    "files/id": thing("file"),
    "listings/id": thing("listing"),
    "journeys/id": thing("journey"),
    "steps/id": thing("step"),
    "listing_id": thing("listing"),
    "batch_id": thing("batch"),
    "slot_id": thing("slot"),
    "invitation_id": thing("invitation"),
    "batches/id": thing("batch"),
    "invitations/id": thing("invitation"),
    "journeys/pk": thing("journey"),
    "templates/pk": thing("journey_template"),
    "drafts/pk": thing("journey_draft"),
    "write_stage:code": lambda world, **given: "union",
    "write_step:code": lambda world, **given: "first_contact",
    "rounds/pk": thing("journey_round"),
    "chosen/node_id": thing("node"),
    "bulletins/pk": thing("bulletin"),
    "knowledge/pk": thing("article"),
    "gaps/pk": thing("gap"),
    "help/pk": thing("public_article"),
    "articles/id": thing("article"),
    "bulletins/id": thing("bulletin"),
    "recipients/pk": thing("recipient"),
    "steps/pk": thing("step"),
    "legal/number": lambda world, **given: world.things["legal_matter"].number,
    "legal_matters/number": lambda world, **given: world.things["legal_matter"].number,
    "move_matter:move": lambda world, **given: sorted(LEGAL_MOVES),
    "days/pk": thing("legal_date"),
    "open/case_number": lambda world, **given: world.number,
    "lessons/number": lambda world, **given: world.things["lesson"].number,
    "move_lesson:move": lambda world, **given: sorted(LESSON_MOVES),
    "start/case_number": lambda world, **given: world.things["closed_case"].number,
    "hot-issues/pk": thing("hot_issue"),
    "hot_issues/id": thing("hot_issue"),
    "lobbies/id": thing("lobby"),
    "promises/pk": thing("promise"),
    "promises/id": thing("promise"),
    "pair_id": thing("listing_pair"),
    "plan_id": thing("plan"),
    "drawings/pk": thing("drawing"),
    "contributions/pk": thing("contribution"),
    "introductions/pk": thing("introduction"),
    "my_home:unit_id": thing("unit"),
    "listing_key": lambda world, **given: world.things["listing"].public_key,
    "photo_id": lambda world, **given: world.things["listing_photo"].pk,
    "webhooks/id": thing("webhook"),
    "delivery": thing("webhook_delivery"),
    "customers/pk": thing("customer"),
    "same-as/other": thing("double"),
    "segments/pk": thing("segment"),
    "segments/id": thing("segment"),
    "vehicles/id": thing("vehicle"),
    "duplicates/id": thing("duplicate"),
    "privacy_requests/id": thing("privacy_request"),
    "erasures/id": thing("erasure"),
    "legal_holds/id": thing("legal_hold"),
    "exports/id": thing("export_of_client"),
    "approvals/id": thing("approval"),
    "estates/id": thing("estate"),
    "estate_facts/id": thing("estate_fact"),
    "buildings/id": thing("building"),
    "wall_photo:pk": thing("customer"),
    "vehicles/pk": thing("vehicle"),
    "authorities/pk": thing("authority"),
    "agent_paper:file_id": thing("paper"),
    "merges/pk": thing("merge"),
    "merges/id": thing("merge"),
    "contact-points/pk": thing("contact_point"),
    "dial/pk": thing("contact_point"),
    "homes/pk": thing("relation"),
    "alerts/pk": thing("alert"),
    "exports/pk": thing("export"),
    "approvals/pk": thing("approval"),
    "new/kind": lambda world, **given: ["cases", "customers"],
    "alarms/pk": thing("alarm"),
    "estates/pk": thing("estate"),
    "buildings/pk": thing("building"),
    "facts/pk": thing("estate_fact"),
    "units/pk": thing("unit"),
    "categories/pk": thing("category"),
    "deadlines/pk": thing("deadline_rule"),
    "escalation/pk": thing("escalation_step"),
    "change/pk": thing("authority_in_catalogue"),
    "topics/pk": thing("question_topic"),
    "locations/pk": thing("location"),
    "nodes/pk": thing("node"),
    "chains/pk": thing("node"),
    "staff/pk": thing("staff"),
    "roles/pk": thing("role"),
    "appointments/pk": thing("appointment"),
    "calendars/code": lambda world, **given: world.things["calendar"].code,
    "requests/pk": thing("privacy_request"),
    "holds/pk": thing("legal_hold"),
    "retention/pk": thing("retention_rule"),
    "certificates/pk": thing("erasure"),
    "certificates/key": lambda world, **given: world.things["erasure"].key,
    "copy/key": lambda world, **given: world.things["personal_copy"].key,
    "ask/right": lambda world, **given: "copy",
    "purposes/code": lambda world, **given: "survey",
    "exceptions/pk": thing("calendar_exception"),
    "jobs/pk": thing("job"),
    "mails/pk": thing("delivery"),
    "clients/pk": thing("client"),
    "webhooks/pk": thing("webhook"),
    "mailboxes/pk": thing("mailbox"),
    "authority/pk": thing("authority_request"),
    "answering-time/pk": thing("answer_standard"),
    "accounts/pk": thing("account"),
    "wechat:code": lambda world, **given: world.things["account"].code,
    "account:pk": thing("account"),
    "sms:code": lambda world, **given: world.things["texting"].code,
    "texts/pk": thing("text_template"),
    "add_template:pk": thing("texting"),
    "add_account:provider": lambda world, **given: world.things["account"].provider,
    "widget/code": lambda world, **given: world.things["window"].code,
    "inbox/pk": thing("thread"),
    "conversations/id": thing("thread"),
    "doubts/pk": thing("doubtful"),
    "calls/pk": thing("call"),
    "calls/id": thing("call"),
    "visits/ticket_id": thing("visit"),
    "places/lobby_id": thing("lobby"),
    "windows/window_id": thing("window_of_lobby"),
    "lines/line_id": thing("line_of_lobby"),
    "move_ticket:act": lambda world, **given: "again",
    "door/address": lambda world, **given: world.things["door"],
    "screen/address": lambda world, **given: world.things["screen"],
    "walk_in_drawn:key": lambda world, **given: world.things["visit"].key,
    "walk-in/key": lambda world, **given: world.things["visit"].key,
    "callbacks/pk": thing("callback"),
    "calls/code": lambda world, **given: world.things["line"].code,
    "of-case/number": lambda world, **given: world.things["case"].number,
    "deliveries/pk": thing("webhook_delivery"),
    "not_found:rest": lambda world, **given: "nowhere",
}
# Parameters whose value says nothing about a thing.
PLAIN = {"code", "move", "rest", "provider", "step", "kind", "right"}
METHODS_OF_PROGRAMS = ("GET", "POST", "PATCH", "DELETE")
METHODS_OF_BROWSERS = ("GET", "POST")
_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
_REGEX = re.compile(r"^\^\(\?P<(\w+)>.*\)\$$")


@dataclass(frozen=True)
class Door:
    """One address. `shown` is how the table names it, `path` leads to a thing of the project, `absent` to nothing."""

    name: str
    shown: str
    path: str
    absent: str
    is_api: bool

    @property
    def has_thing(self) -> bool:
        return self.path != self.absent

    @property
    def methods(self) -> tuple[str, ...]:
        return METHODS_OF_PROGRAMS if self.is_api else METHODS_OF_BROWSERS


def doors_of(world: World) -> list[Door]:
    doors = {}
    for route, name in _routes(get_resolver()):
        for door in _doors(route, name, world):
            doors.setdefault(door.shown, door)
    return list(doors.values())


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            # the one address that is a regular expression catches the rest
            yield before + _REGEX.sub(r"<\1>", str(one.pattern)), one.name or ""


def _doors(route: str, name: str, world: World) -> Iterator[Door]:
    for given in _given(route, name, list(_PARAMETER.finditer(route)), world):
        plain = {one: value for one, value in given.items() if one in PLAIN}
        nothing = {one: _absent(value) for one, value in given.items()}
        yield Door(
            name=name,
            shown=_filled(route, {one: f"<{one}>" for one in given} | plain),
            path=_filled(route, given),
            absent=_filled(route, nothing | plain),
            is_api=route.startswith("api/"),
        )


def _given(
    route: str, name: str, parameters: list[re.Match[str]], world: World, **so_far: str
) -> Iterator[dict[str, str]]:
    """Every way to fill the parameters."""
    if not parameters:
        yield so_far
        return
    first, *others = parameters
    for value in _values(route, name, first, world, so_far):
        yield from _given(route, name, others, world, **so_far, **{first["name"]: value})


def _absent(value: str) -> str:
    """What looks the same and leads to nothing."""
    if value.isdigit():
        return "987654321"
    return str(UUID(int=7)) if len(value) == 36 else "ABS-2001-9999"


def _filled(route: str, given: dict[str, str]) -> str:
    return "/" + _PARAMETER.sub(lambda one: given[one["name"]], route)


def _values(
    route: str, name: str, parameter: re.Match[str], world: World, so_far: dict[str, str]
) -> list[str]:
    before = route[: parameter.start()].rstrip("/").rpartition("/")[2]
    for key in (f"{name}:{parameter['name']}", f"{before}/{parameter['name']}", parameter["name"]):
        if key in OBJECTS:
            value = OBJECTS[key](world, **so_far)
            return [str(one) for one in (value if isinstance(value, list) else [value])]
    raise AssertionError(
        f"/{route} has a parameter <{parameter['name']}> that nobody has thought of. Say in tests/doors/places.py, "
        f"OBJECTS, which thing of the project stands for it (key {name}:{parameter['name']}); make one in "
        "tests/doors/furniture/ if there is none. Then run `python -m tests.doors` and read what changed."
    )
