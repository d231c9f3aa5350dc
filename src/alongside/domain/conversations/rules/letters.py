"""The letters that we write to customers: short, warm, precise; a person's name, what happens next, by when.

Pure: whoever calls has set the reader's language. All arguments are words, addresses and local times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.domain.conversations.rules.letter import Letter


@dataclass(frozen=True)
class CaseWords:
    """What every letter about a case may say. `by_when` is in the node's local time; `next_step` a milestone."""

    called: str
    number: str
    title: str
    url: str
    who: str = ""
    next_step: str = ""
    by_when: datetime | None = None


def moment(at: datetime) -> str:
    """A local moment as people write it in the reader's language."""
    return date_format(at, "DATETIME_FORMAT")


def received(case: CaseWords) -> Letter:
    """We have it: the number, who follows it, what happens next and by when."""
    return _about(
        case,
        _("We have received it: %(title)s (%(number)s)"),
        _("Thank you for telling us. Nothing of it is lost: it has a number, and we follow it to the end."),
        facts=_who_and_next(case),
    )


def acknowledged(case: CaseWords) -> Letter:
    """Somebody with a name is on it."""
    first = (
        _("%(who)s has taken this up and stays answerable to you until it is closed.") % {"who": case.who}
        if case.who
        else _("We have taken this up and stay with it until it is closed.")
    )
    return _about(case, _("We are on it: %(title)s (%(number)s)"), first, facts=_who_and_next(case))


def reply(case: CaseWords, *, words: str) -> Letter:
    """What a person of ours wrote to the customer."""
    first = _("%(who)s has written to you:") % {"who": case.who} if case.who else _("We have written to you:")
    return _about(
        case,
        _("A reply to you: %(title)s (%(number)s)"),
        first,
        quote=words,
        button=_("Answer in the portal"),
    )


def proposal(case: CaseWords, *, words: str) -> Letter:
    """What we offer; the customer agrees or says what is wrong with it."""
    letter = _about(
        case,
        _("Our proposal for you: %(title)s (%(number)s)"),
        _("This is how we would like to solve it:"),
        quote=words,
        after=(_("If it suits you, one tap is enough. If not, tell us what you do not agree with."),),
    )
    buttons = ((_("I agree"), f"{case.url}#proposal"), (_("I do not agree"), f"{case.url}#proposal"))
    return _with_buttons(letter, buttons)


def work_started(case: CaseWords) -> Letter:
    return _about(
        case,
        _("Work has begun: %(title)s (%(number)s)"),
        _("Work on this has begun."),
        facts=_who_and_next(case),
    )


def on_site(case: CaseWords) -> Letter:
    return _about(
        case,
        _("We are on site: %(title)s (%(number)s)"),
        _("Our colleague has arrived on site."),
        facts=_who_and_next(case),
    )


def resolved(case: CaseWords, *, words: str) -> Letter:
    """Solved on our side. Only the customer's word counts (CAS-3, CAS-15)."""
    letter = _about(
        case,
        _("Is it solved? %(title)s (%(number)s)"),
        _("We think that this is solved. This was done:"),
        quote=words,
        after=(_("Please look for yourself. It is closed only when you say so."),),
    )
    buttons = ((_("Yes, it is solved"), f"{case.url}#confirm"), (_("Not solved"), f"{case.url}#confirm"))
    return _with_buttons(letter, buttons)


def closed(case: CaseWords) -> Letter:
    """Over; one question of satisfaction."""
    return _about(
        case,
        _("Closed: %(title)s (%(number)s)"),
        _("This is closed now. Thank you for your patience."),
        _("One question: how satisfied are you with how we handled it?"),
        scale=tuple((words, f"{case.url}?rating={mark}#rate") for mark, words in _marks()),
        after=(_("Should the trouble come back, write to us under the same number."),),
        button="",
    )


def rejected(case: CaseWords, *, words: str) -> Letter:
    return _about(
        case,
        _("We cannot take this on: %(title)s (%(number)s)"),
        _("We have looked at it carefully and cannot take it on, for this reason:"),
        quote=words,
        after=(_("If you see it differently, answer in the portal; a supervisor will look at it again."),),
    )


def reopened(case: CaseWords) -> Letter:
    return _about(
        case,
        _("Opened again: %(title)s (%(number)s)"),
        _("This is open again, under the same number. You need not tell anything twice."),
        facts=_who_and_next(case),
    )


def new_person(case: CaseWords) -> Letter:
    """The case went to a colleague, who knows the whole story (CAS-5)."""
    return _about(
        case,
        _("%(who)s now follows this for you: %(title)s (%(number)s)"),
        _("From now on %(who)s follows this for you and knows the whole story. You need not repeat anything.")
        % {"who": case.who},
        facts=_who_and_next(case),
    )


def sign_in_code(*, called: str, code: str, minutes: int) -> Letter:
    """The one-time code for the portal."""
    return Letter(
        subject=_("%(code)s is your sign-in code") % {"code": code},
        greeting=_greeting(called),
        paragraphs=(_("This is your code to sign in:"),),
        code=code,
        kind="sign_in_code",
        variables=(("code", code), ("minutes", str(minutes))),
        after=(
            _("It is good for %(minutes)s minutes and only once. We never ask you for it over the phone.")
            % {"minutes": minutes},
            _("If you did not want to sign in, forget this mail; nothing happens."),
        ),
    )


def erasure_begun(*, called: str, url: str) -> Letter:
    """The last letter that somebody gets: where their certificate is (INF-4)."""
    return Letter(
        subject=_("Your data is being deleted"),
        greeting=_greeting(called),
        paragraphs=(
            _(
                "As decided on your request, we are deleting your personal data. This is our last mail to you."
            ),
            _(
                "The certificate says what was deleted and what the law makes us keep. Please note its address:"
            ),
        ),
        buttons=((_("Certificate of deletion"), url),),
        after=(_("It names you nowhere, and needs no sign-in. We no longer know your address after this."),),
    )


def answer_for_who_left(*, called: str, who: str, place: str, words: str) -> Letter:
    """What we said in the window on a page that they have closed (CHN-6)."""
    return Letter(
        subject=_("An answer for you: %(place)s") % {"place": place},
        greeting=_greeting(called),
        paragraphs=(
            _("%(who)s has answered what you wrote on our page:") % {"who": who}
            if who
            else _("We have answered what you wrote on our page:"),
        ),
        quote=words,
        after=(
            _(
                "Simply answer this mail; it reaches the same people. In the same browser the window shows it too."
            ),
        ),
        why=_("You get this mail because you left this address in our window."),
    )


# --- parts --------------------------------------------------------------------------------------------------


def _greeting(called: str) -> str:
    return _("Dear %(called)s,") % {"called": called} if called else _("Hello,")


def _about(
    case: CaseWords,
    subject: str,
    *paragraphs: str,
    quote: str = "",
    facts: tuple[tuple[str, str], ...] = (),
    scale: tuple[tuple[str, str], ...] = (),
    after: tuple[str, ...] = (),
    button: str | None = None,
) -> Letter:
    button = _("Look at it in the portal") if button is None else button
    return Letter(
        kind="case",
        variables=(("number", case.number),),
        subject=subject % {"title": case.title, "number": case.number, "who": case.who},
        greeting=_greeting(case.called),
        paragraphs=paragraphs,
        quote=quote,
        facts=((_("Number"), case.number), (_("Subject"), case.title), *facts),
        buttons=((button, case.url),) if button else (),
        scale=scale,
        after=after,
        why=_("You get this mail because you brought this to us. Answers are best given in the portal."),
    )


def _with_buttons(letter: Letter, buttons: tuple[tuple[str, str], ...]) -> Letter:
    return Letter(**{**vars(letter), "buttons": buttons})


def _who_and_next(case: CaseWords) -> tuple[tuple[str, str], ...]:
    facts = []
    if case.who:
        facts.append((_("Who follows it"), case.who))
    if case.next_step and case.by_when:
        facts.append((_("What happens next"), _next_step(case.next_step) % {"when": moment(case.by_when)}))
    return tuple(facts)


def _next_step(milestone: str) -> str:
    return {
        "acknowledge": _("Somebody takes it up by %(when)s"),
        "answer": _("You have a first answer by %(when)s"),
        "on_site": _("Somebody is with you by %(when)s"),
        "resolve": _("It is solved by %(when)s"),
        "call_back": _("We ask whether all is well by %(when)s"),
    }.get(milestone, _("You hear from us by %(when)s"))


def _marks() -> list[tuple[int, str]]:
    return [
        (1, _("1 · very dissatisfied")),
        (2, "2"),
        (3, "3"),
        (4, "4"),
        (5, _("5 · very satisfied")),
    ]
