"""Tokens that a platform of elsewhere gives out for a while: one for all our processes, asked anew by one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from alongside.kernel.models import SharedToken


def shared_token(
    name: str, ask: Callable[[], tuple[str, datetime]], *, now: datetime, refused: str = ""
) -> str:
    """The token that is good now. When there is none, `ask` brings one and until when it is good, and who comes
    meanwhile waits for that.

    `refused`: the one with which we were just sent away; it is asked anew only while nobody has done that yet.
    """
    found = SharedToken.objects.filter(name=name, good_until__gt=now).first()
    if found is not None and found.token != refused:
        return found.token
    with transaction.atomic():
        SharedToken.objects.bulk_create([SharedToken(name=name, good_until=now)], ignore_conflicts=True)
        held = SharedToken.objects.select_for_update().get(name=name)
        if held.good_until <= now or held.token == refused or not held.token:
            held.token, held.good_until = ask()
            held.save()
        return held.token


def forget_token(name: str) -> None:
    """The next one who needs it asks anew."""
    SharedToken.objects.filter(name=name).delete()
