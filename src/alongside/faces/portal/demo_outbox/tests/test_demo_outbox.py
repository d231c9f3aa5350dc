"""The outbox of the demo: there in the demo, nowhere else; nothing in a letter can run."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.domain.conversations.models import Delivery


@pytest.fixture
def letter(house, client):
    client.post("/portal/sign-in/", {"contact": "zhou.min@example.com"})
    return Delivery.objects.get()


def pages(letter):
    return [
        reverse("demo_outbox"),
        reverse("demo_letter", args=[letter.pk]),
        reverse("demo_letter_body", args=[letter.pk]),
    ]


def test_shows_what_was_written_in_the_demo(letter, client, settings):
    settings.DEMO = True
    for url in pages(letter):
        assert client.get(url).status_code == 200
    assert letter.subject in client.get(pages(letter)[0]).content.decode()
    policy = client.get(pages(letter)[2]).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src 'none'" in policy and "img-src 'none'" in policy


def test_does_not_exist_elsewhere(letter, client, settings):
    settings.DEMO = False
    for url in pages(letter):
        assert client.get(url).status_code == 404
