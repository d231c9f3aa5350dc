"""alongside client: programs of others are let in and stopped from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from alongside.domain.organisation.actions.clients import hash_of
from alongside.domain.organisation.models import ApiClient, Node, Role
from alongside.faces.cli.client import command


@pytest.fixture
def place(db):
    node = Node.objects.create(kind="group", name="集团", code="G")
    Node.objects.filter(pk=node.pk).update(path=f"{node.pk}/")
    Role.objects.create(code="service_agent", permissions=["see_cases"])


def run(*arguments: str):
    return CliRunner().invoke(command, arguments)


def test_creates_lists_and_revokes(place):
    created = run("create", "ERP", "--role", "service_agent", "--node", "G", "--expires", "2099-01-01")
    assert created.exit_code == 0, created.output
    client = ApiClient.objects.get()
    assert client.token_hash == hash_of(created.output.splitlines()[-1])
    assert f"{client.pk}\tERP\tservice_agent\tG\tuntil 2099-01-01, last used never" in run("list").output
    assert run("revoke", str(client.pk)).exit_code == 0
    client.refresh_from_db()
    assert client.revoked_at is not None


@pytest.mark.parametrize(("role", "node"), [("nothing", "G"), ("service_agent", "XX")])
def test_says_what_is_not_there(place, role, node):
    refused = run("create", "ERP", "--role", role, "--node", node)
    assert refused.exit_code == 1
    assert "there is no" in refused.output


def test_says_which_client_is_not_there(place):
    assert "there is no client 7" in run("revoke", "7").output
