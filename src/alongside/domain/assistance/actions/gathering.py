"""Hot issues kept up with what comes in (CHN-11): only nodes with news are looked at, and each in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from alongside.domain.assistance.events import ISSUE_RAISED
from alongside.domain.assistance.models import Gathered, HotIssue, HotIssueMember
from alongside.domain.assistance.permissions import SEE_HOT_ISSUES
from alongside.domain.assistance.rules.gathering import Piece, gather, middle_of, weigh
from alongside.domain.assistance.rules.heat import by_day, heat_of
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Conversation, Message
from alongside.domain.customers.models import UnitRelation
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed

WINDOW = timedelta(days=14)
GAP = timedelta(days=7)
MOST_MESSAGES = 3_000  # of a node's window, the newest
FEWEST_PEOPLE = 3
USUAL = timedelta(days=90)
IN_HAND = (HotIssue.State.GROUP, HotIssue.State.INCIDENT, HotIssue.State.SET_ASIDE)


def gather_issues(*, by: Actor, now: datetime) -> int:
    """Look at every node where something was said since the last round; how many those were."""
    kept, _made = Gathered.objects.get_or_create(pk=1)
    newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
    heard = Message.objects.filter(pk__gt=kept.up_to, pk__lte=newest, direction=Message.Direction.IN)
    news = heard.filter(sent_at__gt=now - WINDOW)
    nodes = list(Node.objects.filter(pk__in=news.values("node")).order_by("pk"))
    for node in nodes:
        gather_node(node, by=by, now=now)
    Gathered.objects.filter(pk=kept.pk, up_to__lt=newest).update(up_to=newest)
    quiet = HotIssue.objects.living().filter(last_at__lt=now - WINDOW, state=HotIssue.State.WATCHED)
    quiet.update(state=HotIssue.State.OVER)
    return len(nodes)


@transaction.atomic
def gather_node(node: Node, *, by: Actor, now: datetime) -> list[HotIssue]:
    """The issues of a node as of now. What somebody has taken in hand keeps its members and only gains new ones."""
    if by.kind != "system":
        raise NotAllowed(SEE_HOT_ISSUES.sentence)
    # One round a node; cases may be opened there meanwhile.
    Node.objects.select_for_update(no_key=True).get(pk=node.pk)
    said = _said_at(node, now=now)
    estates: dict[int | None, list[Piece]] = defaultdict(list)
    for estate, piece in said:
        estates[estate].append(piece)
    found, usual = [], _usual(node, now=now)
    for estate, pieces in estates.items():
        found += _keep(node, estate, pieces, usual, by=by, now=now)
    return found


def _said_at(node: Node, *, now: datetime) -> list[tuple[int | None, Piece]]:
    """What was said in the window, with the estate that it is about: the first words of each case, and of each
    conversation outside the cases what says most. Those over WeChat, SMS and telephone never end."""
    since = now - WINDOW
    cases = (
        Case.objects.filter(node=node, opened_at__gt=since, is_anonymised=False)
        .exclude(kind__in=["praise", "privacy"])
        .filter(broken_promise__isnull=True)  # opened by us
        .filter(leads_issue__isnull=True)
        .select_related("unit", "category", "customer")
        .order_by("-opened_at", "-id")[:MOST_MESSAGES]
    )
    known = {case.conversation_id: case for case in cases}
    first: dict[int, str] = {}
    for conversation, body in _heard_in(known).values_list("conversation", "body"):
        first.setdefault(conversation, body)
    found: list[tuple[int | None, Piece]] = [
        (case.estate_id, _piece_of(case, first.get(pk, ""))) for pk, case in known.items()
    ]
    outside = _outside_cases(node, since)
    homes = _only_estates({one.customer_id for one, _said in outside if one.customer_id}, node, now=now)
    for one, said in outside:
        who = str(one.customer_id or f"c{one.pk}")
        piece = Piece(str(one.pk), said.sent_at, who, said.body[:60], said.body)
        found.append((homes.get(one.customer_id or 0), piece))
    return found


def _outside_cases(node: Node, since: datetime) -> list[tuple[Conversation, Message]]:
    """Conversations of no case in which somebody spoke since then, and the longest that they said.

    Not the first: that is often "Are you there?", and thanks for what was before.
    """
    spoken = Conversation.objects.filter(node=node, case__isnull=True)
    begun = spoken.filter(started_at__gt=since).order_by("-started_at", "-pk")[:MOST_MESSAGES]
    going_on = spoken.filter(thread__last_at__gt=since).order_by("-thread__last_at", "-pk")[:MOST_MESSAGES]
    talks = {one.pk: one for one in [*begun, *going_on]}
    longest: dict[int, Message] = {}
    for said in _heard_in(talks).filter(sent_at__gt=since).only("conversation", "body", "sent_at"):
        known = longest.get(said.conversation_id)
        if said.body and (known is None or len(said.body) > len(known.body)):
            longest[said.conversation_id] = said
    return [(talks[pk], said) for pk, said in longest.items()]


def _heard_in(conversations: Iterable[int]) -> QuerySet[Message]:
    """What customers said there, in order."""
    heard = Message.objects.filter(conversation__in=list(conversations), direction=Message.Direction.IN)
    return heard.order_by("conversation", "sent_at", "id")


def _only_estates(customers: set[int], node: Node, *, now: datetime) -> dict[int, int]:
    """Where each of them lives, if their homes here stand in one estate: what they say in no case is about it."""
    homes = UnitRelation.objects.homes(timezone.localdate(now)).filter(
        customer__in=customers, unit__node=node
    )
    estates: dict[int, set[int]] = defaultdict(set)
    for customer, estate in homes.values_list("customer_id", "unit__estate_id"):
        estates[customer].add(estate)
    return {customer: min(one) for customer, one in estates.items() if len(one) == 1}


def _piece_of(case: Case, words: str) -> Piece:
    places = []
    if case.unit and case.unit.building_id:
        places.append(f"@building:{case.unit.building_id}")
    if case.public_area_id:
        places.append(f"@area:{case.public_area_id}")
    return Piece(
        key=str(case.conversation_id),
        at=case.opened_at,
        who=str(case.customer_id or f"c{case.conversation_id}"),
        title=case.title,
        words=words,
        places=frozenset(places),
        subject=case.category.code if case.category else "",
    )


def _keep(
    node: Node,
    estate: int | None,
    pieces: Sequence[Piece],
    usual: dict[tuple[int | None, str], int],
    *,
    by: Actor,
    now: datetime,
) -> list[HotIssue]:
    """Bring the issues of one estate to what was gathered; each group goes on in the issue most of it was in."""
    weighed = weigh(pieces)
    members = HotIssueMember.objects.filter(conversation__in=[int(one.key) for one in pieces])
    of = {one.conversation_id: one for one in members.select_related("issue")}
    taken: set[int] = set()
    found = []
    for group in gather(pieces, weighed, within=GAP):
        keys = [int(pieces[one].key) for one in group]
        votes = Counter(of[key].issue_id for key in keys if key in of and of[key].issue_id not in taken)
        people = {pieces[one].who for one in group}
        if not votes and len(people) < _unusual(usual, estate, [pieces[one] for one in group]):
            continue
        issue = HotIssue.objects.select_for_update().get(pk=votes.most_common(1)[0][0]) if votes else None
        is_new = issue is None
        if issue is None:
            first = min(pieces[one].at for one in group)
            issue = HotIssue.objects.create(node=node, estate_id=estate, first_at=first, last_at=first)
        taken.add(issue.pk)
        for number in group:
            _join(issue, int(pieces[number].key), pieces[number].at, of)
        middle = int(pieces[middle_of(group, weighed, pieces)].key)
        _count(issue, middle, pieces, group)
        if is_new:
            facts = {"people": issue.people, "messages": issue.messages, "heat": issue.heat}
            journal.record(ISSUE_RAISED, about=issue, by=by, at=now, facts=facts, node_path=node.path)
        found.append(issue)
    return found


def _usual(node: Node, *, now: datetime) -> dict[tuple[int | None, str], int]:
    """How many of each category came at each estate in the months before the window."""
    before = now - WINDOW
    cases = Case.objects.filter(node=node, opened_at__gt=before - USUAL, opened_at__lte=before)
    rows = cases.order_by().values_list("estate", "category__code").annotate(count=Count("pk"))
    return {(estate, code or ""): count for estate, code, count in rows}


def _unusual(usual: dict[tuple[int | None, str], int], estate: int | None, some: Sequence[Piece]) -> float:
    """From how many people on it is more than what comes every week: leaks and locks trickle in at any estate."""
    came = sum(usual.get((estate, code), 0) for code in {one.subject for one in some if one.subject})
    days = max(1.0, (max(one.at for one in some) - min(one.at for one in some)) / timedelta(days=1))
    return max(FEWEST_PEOPLE, 2.5 * came * days / USUAL.days + 2 * bool(came))


def _join(issue: HotIssue, conversation: int, at: datetime, of: dict[int, HotIssueMember]) -> None:
    known = of.get(conversation)
    if known is None:
        of[conversation] = HotIssueMember.objects.create(
            issue=issue, conversation_id=conversation, node_id=issue.node_id, said_at=at
        )
    elif known.issue_id != issue.pk and known.issue.state not in IN_HAND:
        known.issue, known.is_middle = issue, False
        known.save(update_fields=["issue", "is_middle"])


def _count(issue: HotIssue, middle: int, pieces: Sequence[Piece], group: Sequence[int]) -> None:
    """Figures from all members, also those from before the window."""
    rows = list(
        issue.members.order_by("said_at", "pk").values_list(
            "conversation_id", "said_at", "conversation__customer"
        )
    )
    heat = heat_of([at for _pk, at, _who in rows], [str(who or f"c{pk}") for pk, _at, who in rows])
    subjects = Counter(pieces[one].subject for one in group if pieces[one].subject)
    if subjects:
        code = subjects.most_common(1)[0][0]
        members = Case.objects.filter(conversation__hot_issue_member__issue=issue, category__code=code)
        issue.category_id = members.values_list("category", flat=True).first() or issue.category_id
    issue.people, issue.messages, issue.heat = heat.people, heat.messages, heat.heat
    zone = ZoneInfo(issue.node.zone)
    issue.acceleration, issue.days = (
        heat.acceleration,
        by_day([at.astimezone(zone) for _pk, at, _who in rows]),
    )
    issue.first_at, issue.last_at = rows[0][1], rows[-1][1]
    if issue.state == HotIssue.State.OVER:
        issue.state = HotIssue.State.WATCHED
    issue.save()
    issue.members.filter(is_middle=True).exclude(conversation=middle).update(is_middle=False)
    issue.members.filter(conversation=middle, is_middle=False).update(is_middle=True)
