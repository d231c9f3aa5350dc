"""What was found out about a case: evidence, liability, losses, the major complaint (CAS-7 to CAS-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions import investigation, liability, losses, major
from alongside.domain.cases.models import (
    Case,
    Evidence,
    LiabilityFinding,
    LiabilityShare,
    LossEntry,
    MajorComplaint,
)
from alongside.domain.cases.permissions import (
    DECIDE_APPEAL,
    DECLARE_MAJOR,
    ENTER_LOSS,
    FIND_LIABILITY,
    HANDLE_CASE,
    HELP_WITH_CASE,
)
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.rules.losses import RECOVERED_FROM
from alongside.domain.organisation.models import Appointment, Department, StaffMember
from alongside.faces.desk.cases.acts import Act, ActForm, case_url, declare, open_acts, visible_case
from alongside.faces.desk.cases.handing_on import handlers_at
from alongside.faces.desk.cases.learnt import beyond
from alongside.faces.desk.cases.loss_lines import loss_lines, may_ask_again, may_take_back
from alongside.faces.desk.cases.saying import ManyFilesField
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.actor import Actor
from alongside.kernel.permission import Permission
from alongside.kernel.stored_files import files_about

ROWS = 6  # parties that the share editor offers
MOST = 200
WHEN = {"type": "datetime-local"}


class EvidenceForm(ActForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=Evidence.Kind)
    person_heard = forms.CharField(label=_("Whose statement"), max_length=80, required=False)
    words = forms.CharField(label=_("What does it show?"), widget=forms.Textarea(attrs={"rows": 4}))
    happened_at = forms.DateTimeField(
        label=_("When it happened"), required=False, widget=forms.DateTimeInput(attrs=WHEN)
    )
    corrects = forms.ModelChoiceField(
        Evidence.objects.none(), label=_("Corrects"), required=False, empty_label="—"
    )
    files = ManyFilesField(label=_("Files"), required=False)

    def prepare(self) -> None:
        self.fields["corrects"].queryset = self.case.evidence.all()
        self.fields["corrects"].choices = [
            ("", "—"),
            *((one.pk, one.words[:40]) for one in self.case.evidence.all()[:MOST]),
        ]


class FindingForm(ActForm):
    """Cause, grounds, and shares that must add up to exactly 100 (CAS-8); the page adds them up while one types."""

    cause = forms.ChoiceField(label=_("Cause"), choices=LiabilityFinding.Cause)
    words = forms.CharField(
        label=_("What was found, on what grounds"), widget=forms.Textarea(attrs={"rows": 4})
    )
    parties: list[tuple[str, str]]

    def prepare(self) -> None:
        departments = Department.objects.filter(node_id__in=self.case.node.ancestor_ids).select_related(
            "node"
        )
        appointed = Appointment.objects.active(self.request.now).filter(
            node_id__in=self.case.node.ancestor_ids
        )
        people = StaffMember.objects.filter(pk__in=appointed.values("staff_id")).order_by("name_sort_key")
        self.parties = [
            *((f"department:{one.pk}", str(one)) for one in departments),
            *((f"person:{one.pk}", one.name) for one in people[:MOST]),
            ("owner:", str(LiabilityShare.Party.OWNER.label)),
            ("third_party:", str(LiabilityShare.Party.THIRD_PARTY.label)),
            ("contractor:", str(LiabilityShare.Party.CONTRACTOR.label)),
        ]

    @property
    def rows(self) -> list[tuple[int, str, str, str]]:
        """(place, party, contractor's name, per cent) as typed, or as drafted before."""
        if self.is_bound:
            return [
                (
                    row,
                    self.data.get(f"party_{row}", ""),
                    self.data.get(f"name_{row}", ""),
                    self.data.get(f"percent_{row}", ""),
                )
                for row in range(ROWS)
            ]
        finding = self.case.findings.filter(state__in=LiabilityFinding.BEING_WRITTEN).first()
        shares = list(finding.shares.all()) if finding else []
        known = [
            (f"{one.party}:{one.department_id or one.staff_id or ''}", one.contractor_name, str(one.percent))
            for one in shares
        ]
        return [
            (row, *(known[row] if row < len(known) else ("", "", ""))) for row in range(max(ROWS, len(known)))
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        allowed = {code for code, _label in self.parties}
        shares = []
        for row, party, name, percent in self.rows:
            if not party:
                continue
            if party not in allowed:
                raise forms.ValidationError(_("Choose the party in row %(n)s.") % {"n": row + 1})
            try:
                amount = Decimal(percent.replace(",", ".") or "0")
            except ArithmeticError:
                raise forms.ValidationError(_("“%(value)s” is not a number.") % {"value": percent}) from None
            kind, _colon, pk = party.partition(":")
            shares.append(
                Share(
                    party=kind,
                    percent=amount,
                    department_id=int(pk) if kind == "department" else None,
                    staff_id=int(pk) if kind == "person" else None,
                    contractor_name=name if kind == "contractor" else "",
                )
            )
        cleaned["shares"] = shares
        return cleaned


class LossForm(ActForm):
    kind = forms.ChoiceField(label=_("What kind of loss"), choices=LossEntry.Kind)
    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=14, decimal_places=2)
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(label=_("What for"), max_length=300)
    cause = forms.ChoiceField(
        label=_("Cause"), choices=[("", "—"), *LiabilityFinding.Cause.choices], required=False
    )
    recovered_from = forms.ChoiceField(
        label=_("Recovered from"), choices=[("", "—"), *RECOVERED_FROM.items()], required=False
    )

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        return {"on": timezone.localdate(request.now)}


class MajorForm(ActForm):
    criteria = forms.MultipleChoiceField(
        label=_("What makes it major"), choices=MajorComplaint.Criterion, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ModelChoiceField(
        StaffMember.objects.none(), label=_("Who leads"), empty_label=_("Choose a colleague")
    )

    def prepare(self) -> None:
        self.fields["lead"].queryset = handlers_at(self.case.node, now=self.request.now)


def may_add_evidence(case: Case, viewer: Actor) -> bool:
    return any(viewer.may(one, on=case) for one in (HANDLE_CASE, FIND_LIABILITY, HELP_WITH_CASE))


# These stand on the page of findings, not in the story's row.
FINDING_ACTS = ("add_evidence", "draft_finding", "enter_loss", "declare_major")

declare(
    Act("add_evidence", _("Add evidence"), investigation.add_evidence, HANDLE_CASE, icon="file-plus", form=EvidenceForm,
        allowed=may_add_evidence, done=_("Added.")),
    Act("draft_finding", _("Find liability"), liability.draft_finding, FIND_LIABILITY, icon="scale", form=FindingForm,
        template="faces/desk/cases/draft_finding.html", done=_("Drafted. Now hear the persons concerned.")),
    Act("enter_loss", _("Enter a loss"), losses.enter_loss, ENTER_LOSS, icon="coin-yuan", form=LossForm,
        hint=_("Within your limit of authority it counts at once; above it somebody else must say yes first."), done=_("Entered.")),
    Act("declare_major", _("Declare major"), major.declare_major, DECLARE_MAJOR, icon="flame", form=MajorForm,
        when=lambda case: case.is_open and not case.is_major, done=_("Declared. The hourly log begins."), tone="danger"),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something done to a part of the findings: to a share, a finding, a loss, the major complaint."""

    action: Any
    part: type[models.Model]
    case_of: str
    label: Any
    permission: Permission | None
    states: frozenset[str] = frozenset()
    asks: Any = ""
    fixed: tuple[tuple[str, Any], ...] = ()
    when: Callable[[Any, Actor], bool] | None = None


STATE = LiabilityFinding.State
WRITING = frozenset({STATE.DRAFTED, STATE.HEARD})
ENTERED = frozenset({LossEntry.State.ENTERED})
STEPS: dict[str, Step] = {
    "hear_party": Step(liability.hear_party, LiabilityShare, "finding__case_id", _("Hear"), FIND_LIABILITY, asks=_("What did they say?")),
    "record_declined_hearing": Step(
        liability.hear_party, LiabilityShare, "finding__case_id", _("Declined to speak"), FIND_LIABILITY,
        asks=_("How were they asked?"), fixed=(("declined", True),),
    ),
    "issue_finding": Step(liability.issue_finding, LiabilityFinding, "case_id", _("Issue"), FIND_LIABILITY, WRITING),
    "appeal_finding": Step(
        liability.appeal_finding, LiabilityFinding, "case_id", _("Appeal"), None, frozenset({STATE.ISSUED}), _("What is wrong with it?")
    ),
    "uphold_finding": Step(
        liability.decide_appeal, LiabilityFinding, "case_id", _("Uphold"), DECIDE_APPEAL, frozenset({STATE.APPEALED}), _("Why?"),
        (("upheld", True),),
    ),
    "overturn_finding": Step(
        liability.decide_appeal, LiabilityFinding, "case_id", _("Overturn"), DECIDE_APPEAL, frozenset({STATE.APPEALED}), _("Why?"),
        (("upheld", False),),
    ),
    "take_back_loss": Step(
        losses.take_back_loss, LossEntry, "case_id", _("Take back"), ENTER_LOSS, ENTERED, _("Why?"), when=may_take_back
    ),
    "ask_for_loss": Step(
        losses.ask_for_loss, LossEntry, "case_id", _("Ask for the yes"), ENTER_LOSS, ENTERED, when=may_ask_again
    ),
    "reverse_loss": Step(
        losses.reverse_loss, LossEntry, "case_id", _("Reverse"), ENTER_LOSS, frozenset({LossEntry.State.CONFIRMED}), _("Why?")
    ),
    "brief_major": Step(major.brief_major, MajorComplaint, "case_id", _("Brief everybody"), DECLARE_MAJOR, asks=_("What must everybody know?")),
    "log_major": Step(major.log_major, MajorComplaint, "case_id", _("Write the log"), None, asks=_("How does it stand now?")),
    "review_major": Step(major.review_major, MajorComplaint, "case_id", _("Closing review"), DECLARE_MAJOR, asks=_("What happened, why, what changes?")),
}  # fmt: skip


class StepForm(forms.Form):
    words = forms.CharField(
        label=_("Words"), widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}), required=False
    )


@desk_page()
def case_findings(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    evidence = list(Evidence.objects.visible_to(request.viewer).filter(case=case).select_related("by")[:MOST])
    findings = LiabilityFinding.objects.visible_to(request.viewer).filter(case=case).order_by("-id")
    shown = list(findings.select_related("found_by").prefetch_related("shares__department", "shares__staff"))
    entries = loss_lines(case, request)
    leading = MajorComplaint.objects.filter(case=case).select_related("lead").first()
    row, menu = open_acts(case, request.viewer)
    context = {
        "case": case,
        "back": case_url(number),
        "acts": [one for one in [*row, *menu] if one.code in FINDING_ACTS],
        "evidence": [(one, list(files_about(one)) if one.file_count else []) for one in evidence],
        "findings": [
            (
                one,
                steps_for(one, case, request),
                [(share, steps_for(share, case, request, one)) for share in one.shares.all()],
            )
            for one in shown
        ],
        "losses": [(one, steps_for(one.entry, case, request)) for one in entries],
        "total": sum((one.entry.amount for one in entries if one.counts), Decimal("0.00")),
        "major": leading,
        "major_steps": steps_for(leading, case, request) if leading and not leading.reviewed_at else [],
        **beyond(case, request),
        "log": list(leading.log.select_related("by").order_by("-at")[:50]) if leading else [],
    }
    return show(request, "faces/desk/cases/findings.html", context, area="desk:cases")


def steps_for(
    part: Any, case: Case, request: DeskRequest, finding: LiabilityFinding | None = None
) -> list[tuple[str, Any]]:
    """(address, label) of what can be done with this part now, by this person."""
    found = []
    for code, step in STEPS.items():
        if not isinstance(part, step.part):
            continue
        if step.permission and not request.viewer.may(step.permission, on=case):
            continue
        if step.states and part.state not in step.states:
            continue
        if step.when and not step.when(part, request.viewer):
            continue
        if isinstance(part, LiabilityShare) and (
            part.party != "person" or part.heard_at or (finding and finding.state not in WRITING)
        ):
            continue
        found.append((reverse("desk:finding_step", args=[case.number, code, part.pk]), step.label))
    return found


@desk_page()
def finding_step(request: DeskRequest, number: str, code: str, part_id: int) -> HttpResponse:
    """The form of one step, and doing it."""
    step = STEPS.get(code)
    if step is None:
        raise Http404
    case = visible_case(request, number)
    if step.permission:
        request.viewer.require(step.permission, on=case)
    part = find(step.part._default_manager.filter(**{step.case_of: case.pk}), pk=part_id)
    form = StepForm(request.POST if request.method == "POST" else None)
    form.fields["words"].label = step.asks
    if form.is_bound and form.is_valid():
        given = dict(step.fixed) | ({"words": form.cleaned_data["words"]} if step.asks else {})
        with refusals_on(form):
            step.action(part, **given, by=request.viewer, now=request.now)
            return see(request, reverse("desk:case_findings", args=[number]), _("Done."))
    context = {"case": case, "step": step, "form": form, "back": reverse("desk:case_findings", args=[number])}
    return show(request, "faces/desk/cases/finding_step.html", context, area="desk:cases")
