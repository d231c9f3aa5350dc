"""A visit at the walk-in desk opens a case or is about one, and is over in the same act (CHN-6, CAS-2)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.actions.visits import join_visit, open_case_of_visit
from alongside.domain.cases.samples import a_case
from alongside.domain.conversations.models import Message
from alongside.domain.reception.actions.serving import call_next, take_window
from alongside.domain.reception.samples import a_lobby, a_ticket
from alongside.kernel.refusals import NotAllowed, Refused


def test_a_visit_becomes_a_case_or_joins_one_and_is_over(cast) -> None:
    """CHN-6, CAS-15: its words are the case's first, or stand in its story, and whoever waited for them waits no longer."""
    us = {"by": cast.agent, "now": cast.now}
    lobby = a_lobby(cast.project, now=cast.now)
    window = take_window(lobby.windows.first(), **us)
    first, second, third = (a_ticket(lobby, now=cast.now) for _one in range(3))
    call_next(window, **us)
    about = {"kind": "repair", "title": "卫生间漏水", "unit": cast.unit}
    with pytest.raises(Refused):
        open_case_of_visit(first, words=" ", customer=cast.customer.customer, **about, **us)
    case = open_case_of_visit(first, words="卫生间又漏水了", customer=cast.customer.customer, **about, **us)
    first.refresh_from_db()
    assert (case.channel, first.state, first.message.conversation) == ("walk_in", "done", case.conversation)
    call_next(window, **us)
    elsewhere = a_case(node=cast.other_project, now=cast.now)
    with pytest.raises(NotAllowed):
        join_visit(elsewhere, ticket=second, words="串门", **us)
    join_visit(case, ticket=second, words="再来问进度", **us)
    story = Message.objects.filter(conversation=case.conversation).order_by("id")
    assert list(story.values_list("body", flat=True)) == ["卫生间又漏水了", "再来问进度"]
    second.refresh_from_db()
    assert (second.state, second.customer) == ("done", case.customer)
    third.refresh_from_db()
    assert third.state == "waiting"
