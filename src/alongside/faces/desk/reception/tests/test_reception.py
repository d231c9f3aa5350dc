"""The pages of the walk-in desk (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message
from alongside.domain.reception.models import Lobby, Ticket
from alongside.domain.reception.rules.addresses import address_of
from alongside.domain.reception.samples import a_lobby, a_ticket


@pytest.fixture
def lobby(cast) -> Lobby:
    """Open at whatever hour the test runs."""
    return a_lobby(cast.project, now=cast.now, opens="00:00", closes="23:59:59.999999")


def at(lobby: Lobby) -> str:
    return f"{reverse('desk:reception')}?lobby={lobby.pk}"


def test_a_visit_goes_from_the_tablet_to_the_customers_page(client, cast, lobby) -> None:
    """CHN-6: drawn at the door by nobody known, called, served, and its words stand on the customer's page."""
    door = reverse("walk_in_door", args=[address_of(lobby.pk, lobby.door_turn, "door")])
    assert "业主服务" in client.get(door).text
    number = client.post(door, {"line": "B", "once": "x" * 24}, follow=True)
    ticket = Ticket.objects.get()
    mine = reverse("walk_in_ticket", args=[ticket.key])
    assert "B001" in number.text and str(ticket.key) in number.redirect_chain[-1][0]
    client.force_login(cast.agent.staff)
    window = lobby.windows.first()
    client.post(reverse("desk:take_window", args=[window.pk]))
    client.post(reverse("desk:call_next", args=[window.pk]))
    assert "1 号窗口" in client.get(mine).text
    screen = reverse("walk_in_screen", args=[address_of(lobby.pk, lobby.door_turn, "screen")])
    assert "B001" in client.get(screen).text
    client.post(reverse("desk:move_ticket", args=[ticket.pk, "serve"]))
    assert "周敏" in client.get(at(lobby), {"lobby": lobby.pk, "who": "周敏"}).text
    customer = cast.customer.customer
    client.post(reverse("desk:say_who", args=[ticket.pk]), {"customer": customer.pk})
    done = client.post(
        reverse("desk:finish_visit", args=[ticket.pk]), {"words": "来取交付资料", "act": "settle"}
    )
    assert done.status_code == 302 and Ticket.objects.get().state == "done"
    assert "来取交付资料" in client.get(reverse("desk:customer", args=[customer.pk])).text
    assert customer.name not in client.get(screen).text + client.get(mine).text


def test_a_visit_becomes_a_case_or_keeps_what_was_typed(client, cast, lobby) -> None:
    """CHN-6, CAS-2: a case without a subject is refused and nothing is lost; then it is opened and the visit is over."""
    client.force_login(cast.agent.staff)
    window = lobby.windows.first()
    client.post(reverse("desk:take_window", args=[window.pk]))
    now = timezone.now()
    ticket = a_ticket(lobby, now=now, by=cast.agent, customer=cast.customer.customer)
    client.post(reverse("desk:call_next", args=[window.pk]))
    client.post(reverse("desk:move_ticket", args=[ticket.pk, "serve"]))
    finish = reverse("desk:finish_visit", args=[ticket.pk])
    given = {"words": "楼上装修周末太吵", "kind": "enquiry", "act": "open"}
    refused = client.post(finish, given)
    assert refused.status_code == 422 and "楼上装修周末太吵" in refused.text
    client.post(finish, given | {"title": "周末装修噪音"})
    case = Case.objects.get()
    assert Message.objects.get(conversation=case.conversation).body == "楼上装修周末太吵"
    other = a_ticket(lobby, now=now, by=cast.agent)
    client.post(reverse("desk:call_next", args=[window.pk]))
    client.post(reverse("desk:move_ticket", args=[other.pk, "serve"]))
    client.post(
        reverse("desk:finish_visit", args=[other.pk]), {"words": "还在吵", "act": f"join:{case.number}"}
    )
    other.refresh_from_db()
    assert other.message.conversation == case.conversation


def test_strangers_and_old_addresses_open_nothing(client, cast, lobby) -> None:
    """CHN-6, ORG-3: a renewed address is dead, a screen's does not draw, another project's agent sees nothing."""
    client.force_login(cast.supervisor.staff)
    old = reverse("walk_in_door", args=[address_of(lobby.pk, lobby.door_turn, "door")])
    assert client.get(old).status_code == 200
    client.post(reverse("desk:renew_addresses", args=[lobby.pk]))
    lobby.refresh_from_db()
    screen = address_of(lobby.pk, lobby.door_turn, "screen")
    assert client.get(old).status_code == 404
    assert client.post(reverse("walk_in_door", args=[screen]), {"line": "A"}).status_code == 404
    ticket = a_ticket(lobby, now=timezone.now())
    client.force_login(cast.stranger.staff)
    assert client.get(at(lobby)).status_code == 404
    assert client.post(reverse("desk:move_ticket", args=[ticket.pk, "left"])).status_code == 404
    client.force_login(cast.agent.staff)
    assert client.get(reverse("desk:lobby", args=[lobby.pk])).status_code == 403


def test_pages_cost_the_same_however_many_wait(client, cast, lobby) -> None:
    """Lists are bounded: one and many waiting cost the same queries on desk, board and screen."""
    client.force_login(cast.agent.staff)
    board = f"{reverse('desk:reception_board')}?lobby={lobby.pk}"
    screen = reverse("walk_in_screen", args=[address_of(lobby.pk, lobby.door_turn, "screen")])
    now = timezone.now()
    a_ticket(lobby, now=now, by=cast.agent, customer=cast.customer.customer)
    counts = []
    for _round in range(2):
        row = []
        for url in (at(lobby), board, screen):
            client.get(url)
            with CaptureQueriesContext(connection) as counted:
                client.get(url)
            row.append(len(counted))
        counts.append(row)
        for minute in range(3):
            a_ticket(
                lobby, now=now + timedelta(seconds=minute), by=cast.agent, customer=cast.customer.customer
            )
    assert counts[0] == counts[1]
