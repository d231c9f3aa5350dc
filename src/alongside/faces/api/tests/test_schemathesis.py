"""The whole API under absurd and ordinary input: never a server error, and answers as described.

Runs against the real WSGI application, the same examples each time.
"""

from __future__ import annotations

import pytest
import schemathesis
from django.core.servers.basehttp import get_internal_wsgi_application
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from alongside.domain.organisation.models import ApiClient
from alongside.faces.api.api import description
from alongside.faces.api.tests.bodies import things_of
from alongside.faces.api.tests.house import build_house

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
EXAMPLES = 6  # for each of some ninety operations: less than a minute

schema = schemathesis.openapi.from_dict(description())
schema.app = get_internal_wsgi_application()  # the one of the settings, with every middleware


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """A company with one thing of each kind, and its client, who may ask as often as it likes. Built once."""
    # As Django's own test client does: a request must not close the connection that holds the test's transaction.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        house = build_house()
        ask = house.client_of("GLT")
        things = things_of(house, ask)
        ApiClient.objects.update(requests_per_minute=1_000_000)
        yield ask, things
        transaction.set_rollback(True)
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def company(built):
    """As built: what one operation does, the next does not see."""
    before = transaction.savepoint()
    yield built
    transaction.savepoint_rollback(before)


def real_address(case: schemathesis.Case, things: dict) -> None:
    """Half of the addresses lead to something that is there; the rest is what schemathesis made up."""
    kind = case.operation.path.split("/")[3]
    for name in ("number", "id"):
        made_up = case.path_parameters.get(name)
        if name in case.path_parameters and kind in things and len(str(made_up)) % 2 == 0:
            case.path_parameters[name] = things[kind]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_answers_as_described(case, company):
    """INF-10: bad input of any kind gets a clear message and leaves nothing half done."""
    ask, things = company
    real_address(case, things)
    case.call_and_validate(headers={"Authorization": f"Bearer {ask.token}"}, checks=CHECKS)
