"""Who refused which channel, when and how, stands beside what they agreed to; only their own wish ends it (CUS-7, CHN-4)."""

from __future__ import annotations

from alongside.domain.customers.actions import refuse_channel


def test_shows_who_refused_what_and_asks_how_we_know_before_it_ends(cast, client):
    """CUS-7, ORG-3"""
    customer = cast.customer.customer
    refuse_channel(customer, channel="sms", by=cast.customer, now=cast.now, over="sms")
    page = f"/desk/customers/{customer.pk}/privacy/"
    act = f"{page}channels/"
    wish = {"channel": "sms", "wish": "again", "over": "phone", "evidence": ""}
    client.force_login(cast.stranger.staff)
    assert client.get(act).status_code == client.post(act, wish).status_code == 404
    client.force_login(cast.supervisor.staff)
    assert "客户要求恢复" in client.get(page).content.decode()
    assert "请写明依据" in client.post(act, wish).content.decode()
    assert client.post(act, wish | {"evidence": "录音 7"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "录音 7" in shown and cast.supervisor.staff.name in shown and "客户要求恢复" not in shown
    client.post(act, wish | {"channel": "email", "wish": "no"})
    assert customer.channel_refusals.get(channel="email").refused_over == "phone"
