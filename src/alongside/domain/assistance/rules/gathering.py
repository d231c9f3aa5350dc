"""Messages about one thing at one place within days, found though everybody says it in other words (CHN-11). Pure.

Each message becomes weights: its pieces by rarity and what its words mean (`meanings`). In the order in which they came,
each joins the issue whose middle it is most like, if that is like enough and not long silent; a shared place speaks for
it, another place against it. Afterwards issues that have grown alike become one. No two messages are compared with each
other, so thousands take seconds.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alongside.domain.assistance.rules.meanings import meanings_in
from alongside.domain.assistance.rules.places import places_in, without_places
from alongside.domain.assistance.rules.words import pieces, plain

MOST_WEIGHTS = 60  # of one message
MOST_OF_ISSUE = 150  # of the middle of an issue
LIKE_ENOUGH = 0.30
SAME_PLACE, SAME_RARE_PLACE, OTHER_PLACE, OTHER_BUILDING = 0.12, 0.22, -1.0, -0.22
RARE_PLACE = 0.01  # of all messages, or 15: who names such a place at all means the same by it
SAME_SUBJECT = 0.10
FEWEST = (
    200  # rarity is counted as among so many at least: in a few messages on one thing its words are not rare
)
_DETAIL = 400  # characters of the words that are looked at, besides the subject
# What stands in every message, whatever it is about.
_CEREMONY = re.compile(
    "|".join(
        (
            "请?(?:尽快|尽早|及时|抓紧|马上|立即)(?:处理|解决|安排|派人|修复|维修|恢复|答复|回复)?",
            "请(?:求|问|教|相关部门|有关部门|领导|书记|政府|物业|工程部)+",
            "(?:希望|要求|恳请|恳求|强烈|麻烦|求助|求)(?:今天|领导|政府|部门|相关|有关|派人|上门)*",
            "关于|反映|投诉|举报|咨询|建议|反馈|的问题|问题|情况|尊敬的|您好|你好|谢谢|感谢|书记|领导",
            "给出?(?:方案|说法|答复)|需要回访|申请复检|上门(?:维修|检查|查看)|多次报修|未解决|没人管|没解决|已报修",
            "影响正常(?:居住|生活)?|什么时候|怎么办|跟进",
            "please|urgent|complaint about|request for|hello|thank you|thanks",
        )
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One message. `places` are known ones (a building's id); `subject` a known category; `names` are left out."""

    key: str
    at: datetime
    who: str
    title: str
    words: str = ""
    approvals: int = 0
    objections: int = 0
    places: frozenset[str] = frozenset()
    subject: str = ""


@dataclass(eq=False)
class Issue:
    """Messages that belong together. `middle` is what they have in common."""

    first: datetime
    last: datetime
    members: list[int] = field(default_factory=list)
    sums: dict[str, float] = field(default_factory=dict)
    middle: dict[str, float] = field(default_factory=dict)
    places: Counter[str] = field(default_factory=Counter)
    placed: int = 0  # members that name a place
    subjects: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Weighed:
    """A message as it is compared."""

    weights: dict[str, float]
    places: frozenset[str]


def gather(
    messages: Sequence[Piece],
    weighed: Sequence[Weighed],
    *,
    within: timedelta,
    like_enough: float = LIKE_ENOUGH,
    progress: Callable[[int], None] = lambda done: None,
) -> list[list[int]]:
    """Places of the messages of each issue, the largest issue first; also those of one message alone.

    An issue to which nothing was added for `within` takes no more: what comes later begins another one.
    """
    rare = _rare_places(weighed)
    issues: list[Issue] = []
    having: dict[str, list[Issue]] = defaultdict(list)
    for done, number in enumerate(sorted(range(len(messages)), key=lambda one: messages[one].at)):
        one, how = messages[number], weighed[number]
        best = _best(one, how, having, within=within, like_enough=like_enough, rare=rare)
        if best is None:
            best = Issue(first=one.at, last=one.at)
            issues.append(best)
        known = set(best.middle)
        _add(best, number, one, how)
        for name in set(best.middle) - known:
            having[name].append(best)
        if done % 500 == 0:
            progress(done)
    for _round in range(2):
        issues = _joined(issues, messages, weighed, within=within, like_enough=like_enough, rare=rare)
    return [issue.members for issue in sorted(issues, key=lambda one: (-len(one.members), one.first))]


def weigh(messages: Sequence[Piece]) -> list[Weighed]:
    """Every message by its weights: what many messages share says little."""
    counted: list[tuple[Counter[str], frozenset[str]]] = []
    often: Counter[str] = Counter()
    for one in messages:
        title, words = (_CEREMONY.sub(" ", plain(part)) for part in (one.title, one.words[:_DETAIL]))
        named = places_in(title) | places_in(words) | one.places
        title, words = without_places(title), without_places(words)  # where is not what
        counts: Counter[str] = Counter()
        for piece in pieces(title):
            counts[piece] += 2
        counts.update(pieces(words))
        for meaning in meanings_in(title):
            counts[meaning] += 6
        for meaning in meanings_in(words):
            counts[meaning] += 3
        often.update(counts.keys())
        counted.append((counts, named))
    whole = max(len(messages), FEWEST)
    ceiling = max(5, whole * 0.25)  # a piece of so many messages tells nothing apart
    found = []
    for counts, named in counted:
        weights = {
            name: (1 + math.log(count)) * math.log((whole + 1) / (often[name] + 0.5)) * _importance(name)
            for name, count in counts.items()
            if often[name] > 1 and (often[name] <= ceiling or name[0] == "=")
        }
        best = dict(sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:MOST_WEIGHTS])
        found.append(Weighed(_of_length_one(best), named))
    return found


def _rare_places(weighed: Sequence[Weighed]) -> frozenset[str]:
    often = Counter(place for how in weighed for place in how.places)
    most = max(15, len(weighed) * RARE_PLACE)
    return frozenset(place for place, count in often.items() if count <= most)


def _importance(name: str) -> float:
    return 2.2 if name[0] == "=" else 1.0


def _best(
    one: Piece,
    how: Weighed,
    having: dict[str, list[Issue]],
    *,
    within: timedelta,
    like_enough: float,
    rare: frozenset[str],
) -> Issue | None:
    likeness: dict[Issue, float] = {}
    for name, weight in how.weights.items():
        kept = [issue for issue in having.get(name, ()) if one.at - issue.last <= within]
        having[name] = kept
        for issue in kept:
            if name in issue.middle:
                likeness[issue] = likeness.get(issue, 0.0) + weight * issue.middle[name]
    best, most = None, like_enough
    for issue, like in likeness.items():
        like += _bonus(how.places, one.subject, issue, rare)
        if like > most:
            best, most = issue, like
    return best


def _bonus(places: frozenset[str], subject: str, issue: Issue, rare: frozenset[str]) -> float:
    """A shared place or subject speaks for one issue, two different places against it."""
    bonus = 0.0
    if places and issue.placed * 3 >= len(issue.members):
        shared = max((issue.places[place], place) for place in places)
        if shared[0] * 7 >= issue.placed:
            bonus += SAME_RARE_PLACE if shared[1] in rare else SAME_PLACE
        else:  # known ones are buildings of one estate, which may well have one trouble
            is_known = any(":" in one for one in places) and any(":" in one for one in issue.places)
            bonus += OTHER_BUILDING if is_known else OTHER_PLACE
    if subject and issue.subjects:
        bonus += SAME_SUBJECT * (issue.subjects[subject] / len(issue.members))
    return bonus


def _add(issue: Issue, number: int, one: Piece, how: Weighed) -> None:
    issue.members.append(number)
    for name, weight in how.weights.items():
        issue.sums[name] = issue.sums.get(name, 0.0) + weight
    issue.places.update(how.places)
    issue.placed += bool(how.places)
    if one.subject:
        issue.subjects[one.subject] += 1
    issue.first, issue.last = min(issue.first, one.at), max(issue.last, one.at)
    count = len(issue.members)
    if count < 12 or count % (count // 6) == 0:  # each changes a large issue a little
        _find_middle(issue)


def _find_middle(issue: Issue) -> None:
    best = sorted(issue.sums.items(), key=lambda item: (-item[1], item[0]))
    issue.sums = dict(best[: 4 * MOST_OF_ISSUE])
    issue.middle = _of_length_one(dict(best[:MOST_OF_ISSUE]))


def _joined(
    issues: list[Issue],
    messages: Sequence[Piece],
    weighed: Sequence[Weighed],
    *,
    within: timedelta,
    like_enough: float,
    rare: frozenset[str],
) -> list[Issue]:
    """Issues that are alike by now, the smaller one into the larger."""
    having: dict[str, list[Issue]] = defaultdict(list)
    kept: list[Issue] = []
    for issue in sorted(issues, key=lambda one: (-len(one.members), one.first)):
        likeness: dict[Issue, float] = {}
        for name, weight in issue.middle.items():
            for other in having.get(name, ()):
                likeness[other] = likeness.get(other, 0.0) + weight * other.middle.get(name, 0.0)
        places = frozenset(place for place, count in issue.places.items() if count * 7 >= issue.placed)
        subject = issue.subjects.most_common(1)[0][0] if issue.subjects else ""
        best, most = None, like_enough + 0.04
        for other, like in likeness.items():
            apart = max(issue.first - other.last, other.first - issue.last)
            like += _bonus(places, subject, other, rare)
            if apart <= within and like > most:
                best, most = other, like
        if best is None:
            kept.append(issue)
            for name in issue.middle:
                having[name].append(issue)
        else:
            known = set(best.middle)
            for number in issue.members:
                _add(best, number, messages[number], weighed[number])
            for name in set(best.middle) - known:
                having[name].append(best)
    return kept


def middle_of(members: Sequence[int], weighed: Sequence[Weighed], messages: Sequence[Piece]) -> int:
    """The message that says best what the issue is about: the one most like all others, not too short to tell."""
    sums: dict[str, float] = {}
    for number in members:
        for name, weight in weighed[number].weights.items():
            sums[name] = sums.get(name, 0.0) + weight

    def says(number: int) -> float:
        like = sum(weight * sums[name] for name, weight in weighed[number].weights.items())
        length = len(messages[number].title)
        return like * (0.6 if length < 8 else 0.9 if length > 40 else 1.0)

    return max(members, key=lambda one: (says(one), -one))


def _of_length_one(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in weights.values()))
    return {name: value / length for name, value in weights.items()} if length else {}
