from __future__ import annotations

import pytest

from alongside.domain.cases.actions.calling import join_call
from alongside.domain.cases.samples import a_case
from alongside.domain.conversations.actions.after_calls import wrap_up_call
from alongside.domain.conversations.models import Message
from alongside.domain.conversations.queries import threads_found
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system
from alongside.domain.customers.actions import add_contact_point
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed

NUMBER = "13800001234"


def test_one_call_goes_into_a_case_and_what_else_came_from_the_number_stays(cast):
    """CHN-5, CHN-1: one timeline: the case shows the call; the other call stands where it stood."""
    line, known = a_telephone_system(cast.project), cast.customer.customer
    add_contact_point(known, kind="phone", value=NUMBER, by=SYSTEM, now=cast.now)
    other = a_call(line, key="c-1", number=NUMBER, at=cast.now)
    call = a_call(line, key="c-2", number=NUMBER, at=cast.now)
    case = a_case(node=cast.project, customer=known, now=cast.now)
    wrap_up_call(call, outcome="settled", words="教他重启路由器", by=cast.agent, now=cast.now)
    assert threads_found(cast.agent, "路由器").threads

    join_call(case, call=call, by=cast.agent, now=cast.now)
    assert not threads_found(cast.agent, "路由器").threads, "its words are the case's now"

    said = Message.objects.filter(conversation=case.conversation, kind="call")
    assert list(said.values_list("call", "home")) == [(call.pk, other.conversation_id)]
    with pytest.raises(NotAllowed):
        join_call(case, call=other, by=cast.stranger, now=cast.now)
