"""alongside privacy: what is asked, held, kept and erased, at a glance. Nothing is decided here."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import click
from django.utils import timezone

from alongside.faces.cli.database_at_hand import database_at_hand

MOST = 200


@click.group("privacy")
def command() -> None:
    """Requests about personal data, legal holds, retention, certificates: to look at, nothing is decided here."""


@command.command("requests")
def requests() -> None:
    """Print the open requests, the most urgent first: case, right, verified or not, due. Exit code 1 when one is late."""
    with database_at_hand():
        models = import_module("alongside.domain.cases.models")
        now = timezone.now()
        rows = (
            models.PrivacyRequest.objects.open()
            .select_related("case", "node")
            .order_by("case__next_due_at", "pk")
        )
        late = False
        for one in rows[:MOST]:
            due = one.case.next_due_at
            is_late = due is not None and due < now
            late = late or is_late
            click.echo(
                f"{one.case.number}\t{one.node.code}\t{one.right}\t{'verified' if one.verified_at else 'not verified'}"
                f"\t{f'due {due:%Y-%m-%d}' if due else 'no deadline'}{' LATE' if is_late else ''}"
            )
        if late:
            sys.exit(1)


@command.command("holds")
def holds() -> None:
    """Print the legal holds that stand: id, place, what, matter, since when and by whom."""
    with database_at_hand():
        models = import_module("alongside.domain.privacy.models")
        for one in (
            models.LegalHold.objects.standing().select_related("node", "placed_by").order_by("pk")[:MOST]
        ):
            what = "case" if one.case_id else "customer" if one.customer_id else "estate"
            about = one.case_id or one.customer_id or one.estate_id
            by = one.placed_by.username if one.placed_by else "-"
            click.echo(
                f"{one.pk}\t{one.node.code}\t{what} {about}\t{one.matter}\t{one.placed_at:%Y-%m-%d}\t{by}"
            )


@command.command("retention")
def retention() -> None:
    """Print each kind of record: for how many days it is kept, how many go tonight, how many within a month."""
    with database_at_hand():
        actions = import_module("alongside.domain.privacy.actions")
        for one in actions.outlook(now=timezone.now()):
            days = f"{one.rule.days} days" if one.rule.is_active else "for ever"
            click.echo(f"{one.rule.kind}\t{days}\t{one.due_now:,} now\t{one.due_next_month:,} within a month")


@command.command("certificate")
@click.argument("reference")
def certificate(reference: str) -> None:
    """Print the certificate of an erasure and check its sum. Exit code 1 when it is not as it was issued."""
    with database_at_hand():
        models = import_module("alongside.domain.privacy.models")
        queries = import_module("alongside.domain.privacy.queries")
        erasure = models.Erasure.objects.filter(reference=reference).first()
        if erasure is None:
            raise click.ClickException(f"there is no certificate {reference}")
        facts = queries.certificate_facts(erasure)
        click.echo(json.dumps({**facts, "state": erasure.state, "checksum": erasure.checksum}, indent=2))
        if erasure.state != "done":
            raise click.ClickException("the erasure is still under way")
        rules = import_module("alongside.domain.privacy.rules.certificate")
        if rules.checksum_of(facts) != erasure.checksum:
            raise click.ClickException("the certificate is not as it was issued")
