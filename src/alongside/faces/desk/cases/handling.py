"""The moves of a case (CAS-3) as acts: from acknowledging to the customer's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions import closing, handling, resolving
from alongside.domain.cases.actions.waiting import pause_case, resume_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import (
    ANSWER_AS_CUSTOMER,
    ARCHIVE_CASE,
    HANDLE_CASE,
    REJECT_CASE,
    REOPEN_CASE,
)
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.faces.desk.cases.acts import Act, ActForm, MindedForm, declare
from alongside.kernel.actor import Actor


def can(move: str) -> Any:
    """Whether the case's way has this move now."""
    return lambda case: case.state in case.way.moves[move].sources


def words_form(
    label: Any, *, required: bool = True, help_text: Any = "", rows: int = 4, of: type[ActForm] = ActForm
) -> type[ActForm]:
    """A form that asks for words and nothing else."""
    area = forms.Textarea(attrs={"rows": rows, "autofocus": True})
    words = forms.CharField(label=label, help_text=help_text, required=required, widget=area)
    return type("WordsForm", (of,), {"words": words})


class PauseForm(ActForm):
    reason = forms.CharField(
        label=_("What do we wait for?"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )


CUSTOMER_READS = _("The customer reads these words.")


def may_acknowledge(case: Case, viewer: Actor) -> bool:
    """A colleague's case is theirs to acknowledge (CAS-5)."""
    return viewer.may(HANDLE_CASE, on=case) and handling.may_acknowledge(case, viewer)


def waits(case: Case) -> bool:
    return case.is_waiting_for_customer


declare(
    Act("acknowledge_case", _("Acknowledge"), handling.acknowledge_case, HANDLE_CASE, icon="check", key="e",
        when=can("acknowledge_case"), is_first=True, tone="primary", allowed=may_acknowledge,
        done=_("Acknowledged. The customer has been told.")),
    Act("start_investigation", _("Investigate"), handling.start_investigation, HANDLE_CASE, icon="search", key="i",
        when=can("start_investigation"), is_first=True, done=_("The investigation has begun.")),
    Act("propose_solution", _("Propose"), handling.propose_solution, HANDLE_CASE, icon="bulb", key="p",
        form=words_form(_("What do you propose?"), help_text=_("What, by when, at whose cost. The customer agrees to these words."), of=MindedForm),
        when=can("propose_solution"), is_first=True, tone="accent", done=_("Proposed. The customer has been asked.")),
    Act("agree_proposal", _("Customer agrees"), handling.agree_proposal, ANSWER_AS_CUSTOMER, icon="thumb-up", key="y",
        form=words_form(_("In the customer's words"), required=False), when=can("agree_proposal"), is_first=True,
        hint=_("Record that the customer agrees to the proposal."), done=_("Agreed.")),
    Act("decline_proposal", _("Customer declines"), handling.decline_proposal, ANSWER_AS_CUSTOMER, icon="thumb-down", key="d",
        form=words_form(_("What does the customer not agree with?")), when=can("decline_proposal"), is_first=True,
        done=_("Recorded. The case is back under investigation.")),
    Act("start_handling", _("Start handling"), handling.start_handling, HANDLE_CASE, icon="player-play", key="h",
        when=can("start_handling"), is_first=True, done=_("Work has begun.")),
    Act("report_on_site", _("On site"), handling.report_on_site, HANDLE_CASE, icon="map-pin", key="l",
        when=lambda case: case.is_open and case.state not in {"received", "resolved", "confirmed"},
        hint=_("Somebody of ours stands at the place."), done=_("On site.")),
    Act("resolve_case", _("Resolve"), resolving.resolve_case, HANDLE_CASE, icon="circle-check", key="s",
        form=words_form(_("What was done?"), help_text=CUSTOMER_READS, of=MindedForm), when=can("resolve_case"), is_first=True,
        tone="accent", done=_("Resolved. The customer is asked to confirm.")),
    Act("confirm_case", _("Customer confirms"), resolving.confirm_case, ANSWER_AS_CUSTOMER, icon="heart-handshake", key="f",
        form=words_form(_("How did the customer confirm, in their words?")), when=can("confirm_case"), is_first=True,
        tone="primary", done=_("Confirmed and closed.")),
    Act("report_not_solved", _("Not solved"), resolving.report_not_solved, ANSWER_AS_CUSTOMER, icon="refresh", key="u",
        form=words_form(_("What is still wrong?")), when=can("report_not_solved"), is_first=True,
        done=_("Back in handling, with a new deadline.")),
    Act("close_case", _("Close"), closing.close_case, HANDLE_CASE, icon="square-check",
        form=words_form(_("Why is it closed without the customer's word?")), when=can("close_case"),
        hint=_("Needs three documented tries to reach the customer."), done=_("Closed.")),
    Act("pause_case", _("Wait for the customer"), pause_case, HANDLE_CASE, icon="player-pause", key="w",
        form=PauseForm, when=lambda case: case.state in BEFORE_RESOLVED - {"received"} and not waits(case),
        hint=_("Deadlines stand still until the customer answers, up to their longest pause."),
        done=_("Waiting for the customer; deadlines stand still.")),
    Act("resume_case", _("Go on"), resume_case, HANDLE_CASE, icon="player-play", key="w", when=waits, is_first=True,
        done=_("Deadlines run again.")),
    Act("reject_case", _("Reject"), closing.reject_case, REJECT_CASE, icon="x", tone="danger",
        form=words_form(_("Why is it not ours to solve?"), help_text=CUSTOMER_READS, of=MindedForm), when=can("reject_case"),
        done=_("Rejected. The customer has been told why.")),
    Act("withdraw_case", _("Withdraw"), closing.withdraw_case, ANSWER_AS_CUSTOMER, icon="arrow-back-up",
        form=words_form(_("In the customer's words"), required=False), when=can("withdraw_case"),
        hint=_("The customer takes it back."), done=_("Withdrawn.")),
    Act("reopen_case", _("Reopen"), closing.reopen_case, REOPEN_CASE, icon="refresh", key="z",
        form=words_form(_("Why is it opened again?")), when=can("reopen_case"), is_first=True,
        done=_("Reopened, with a new deadline.")),
    Act("archive_case", _("Archive"), closing.archive_case, ARCHIVE_CASE, icon="archive",
        when=can("archive_case"), done=_("Archived.")),
)  # fmt: skip
