"""Every write to the organisation, in chapters: the tree, its people, their appointments, working hours,
and the programs of others."""

from alongside.domain.organisation.actions.appointing import appoint, end_appointment
from alongside.domain.organisation.actions.clients import approve_client, create_client, revoke_client
from alongside.domain.organisation.actions.hours import (
    add_calendar,
    add_calendar_exception,
    change_calendar,
    remove_calendar_exception,
)
from alongside.domain.organisation.actions.keeping import retry_job
from alongside.domain.organisation.actions.roles import add_role, change_role, retire_role
from alongside.domain.organisation.actions.staff import (
    add_staff,
    change_password,
    change_staff,
    end_access,
    set_presence,
)
from alongside.domain.organisation.actions.tree import add_department, add_node, change_node, move_node
from alongside.domain.organisation.actions.webhooks import (
    add_webhook,
    change_webhook,
    redeliver,
    remove_webhook,
)

__all__ = [
    "add_calendar",
    "add_calendar_exception",
    "add_department",
    "add_node",
    "add_role",
    "add_staff",
    "appoint",
    "change_calendar",
    "change_node",
    "change_password",
    "change_role",
    "change_staff",
    "end_access",
    "end_appointment",
    "move_node",
    "remove_calendar_exception",
    "retire_role",
    "set_presence",
    "add_webhook",
    "approve_client",
    "change_webhook",
    "create_client",
    "redeliver",
    "remove_webhook",
    "retry_job",
    "revoke_client",
]
