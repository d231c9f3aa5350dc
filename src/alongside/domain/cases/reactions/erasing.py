"""Where cases hold a customer's data, for copying and erasing (INF-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from alongside.domain.cases.actions.requesting import end_erased_request
from alongside.domain.cases.models import (
    Attempt,
    AuthorityRequest,
    Case,
    CaseDraft,
    CaseMeeting,
    CasePerson,
    CaseSearch,
    ComplaintDaily,
    Evidence,
    GroupAnswer,
    LiabilityFinding,
    LiabilityShare,
    LossEntry,
    MajorComplaint,
    MajorLog,
    Pause,
    SavedView,
    SpotCheck,
    Transfer,
)
from alongside.domain.customers.models import Customer
from alongside.domain.privacy.events import CUSTOMER_ERASED
from alongside.domain.privacy.hooks import (
    COPY,
    COPY_FILES,
    ERASE,
    OPEN_MATTERS,
    WORDS,
    CopyPart,
    Erased,
    Erasing,
    OwnFile,
    Words,
)
from alongside.domain.work.models import Approval, ApprovalDecision, Notice, Task, TaskNote
from alongside.kernel import search_counts
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.ngrams import vector_of_normalised


def _of_cases(path: str):
    return lambda ids: Q(**{f"{path}__customer__in": ids})


def _everything(ids: Sequence[int]) -> Q:
    return Q()


def _tasks(ids: Sequence[int]) -> Q:
    return Q(about_kind="case", about_id__in=Case.objects.filter(customer__in=ids).values("pk"))


def _notices(ids: Sequence[int]) -> Q:
    tasks = Task.objects.filter(_tasks(ids))
    cases = Case.objects.filter(customer__in=ids)
    return Q(about_kind="case", about_id__in=cases.values("pk")) | Q(
        about_kind="task", about_id__in=tasks.values("pk")
    )


def _approvals(ids: Sequence[int]) -> Q:
    entries = LossEntry.objects.filter(case__customer__in=ids)
    return Q(about_kind="lossentry", about_id__in=entries.values("pk"))


def _meetings(ids: Sequence[int]) -> Q:
    cases = Case.objects.filter(customer__in=ids).values_list("pk", flat=True)
    return Q(case_ids__overlap=list(cases))


def _decisions(ids: Sequence[int]) -> Q:
    return Q(approval__in=Approval.objects.filter(_approvals(ids)).values("pk"))


def _statements(ids: Sequence[int]) -> Q:
    """What they themselves stated."""
    names = Customer.objects.filter(pk__in=ids).values("name")
    return Q(kind=Evidence.Kind.STATEMENT, person_heard__in=names)


def _search_anew(keys: Sequence[int]) -> None:
    for one in CaseSearch.objects.filter(pk__in=keys):
        one.search_vector = vector_of_normalised(one.search_text)
        one.save(update_fields=["search_vector"])
    search_counts.forget(CaseSearch._meta.db_table)


def _leads(ids: Sequence[int]) -> Q:
    """What was said to a group that they are in."""
    return Q(lead__in=Case.objects.filter(customer__in=ids).values("lead_case"))


@WORDS.fill
def what_is_written_in_cases() -> tuple[Words, ...]:
    """Titles made in the portal, marks and spot checks are the customer's own words; the rest is ours about them."""
    case = _of_cases("case")
    return (
        Words(
            Case,
            ("title", "place_words"),
            about=lambda ids: Q(customer__in=ids),
            theirs=lambda ids: Q(channel="portal"),
        ),
        Words(Case, ("rating_words",), about=lambda ids: Q(customer__in=ids), theirs=_everything),
        Words(Case, ("outcome_words", "proposal"), about=lambda ids: Q(customer__in=ids)),
        Words(CaseSearch, ("search_text",), about=case, afterwards=_search_anew),
        Words(Evidence, ("words", "person_heard"), about=case, theirs=_statements),
        Words(AuthorityRequest, ("answer",), about=case),
        Words(GroupAnswer, ("words",), about=_leads),
        Words(Transfer, ("reason", "answer"), about=case),
        Words(Pause, ("reason",), about=case),
        Words(Attempt, ("words",), about=case),
        Words(MajorComplaint, ("briefing_words", "review_words"), about=case),
        Words(CaseMeeting, ("words",), about=_meetings, written=Q(written_at__isnull=False)),
        Words(MajorLog, ("words",), about=_of_cases("major__case")),
        Words(SpotCheck, ("words",), about=case, theirs=_everything),
        Words(LossEntry, ("words", "decision_words"), about=case),
        Words(Approval, ("reason",), about=_approvals),
        Words(ApprovalDecision, ("words",), about=_decisions),
        Words(LiabilityFinding, ("words", "appeal_words", "decision_words"), about=case),
        Words(LiabilityShare, ("hearing",), about=_of_cases("finding__case")),
        Words(Task, ("title", "words", "result", "return_reason"), about=_tasks),
        Words(
            TaskNote, ("words",), about=lambda ids: Q(task__in=Task.objects.filter(_tasks(ids)).values("pk"))
        ),
        Words(Notice, ("label",), about=_notices),
    )


@ERASE.fill
def erase_cases(erasing: Erasing) -> Erased:
    """Lock their cases so that nobody writes any more; drafts, files, search and papers go. Facts stay (CAS-9)."""
    ids = erasing.customer_ids
    cases = list(Case.objects.select_for_update(of=("self",)).filter(customer__in=ids).order_by("pk"))
    keys = [one.pk for one in cases]
    drafts = CaseDraft.objects.filter(customer__in=ids)
    evidence = Evidence.objects.filter(case__in=keys)
    done = Erased(
        kept={
            "cases": len(keys),
            "losses": LossEntry.objects.filter(case__in=keys).count(),
            "findings": LiabilityFinding.objects.filter(case__in=keys).count(),
        }
    )
    done.add(_delete_files("casedraft", drafts.values("pk")))
    done.add(_delete_files("evidence", evidence.values("pk")))
    done.add(_forget_papers(keys))
    evidence.filter(file_count__gt=0).update(file_count=0)
    done.deleted["drafts"] = drafts.delete()[0]
    done.deleted["people"] = CasePerson.objects.filter(customer__in=ids).delete()[0]
    done.deleted["search"] = _forget_search(cases)
    done.deleted["views"] = _forget_views(erasing)
    Case.objects.filter(pk__in=keys).update(is_anonymised=True, source_data={})
    return done


@on(CUSTOMER_ERASED)
def end_the_request(entry: JournalEntry) -> None:
    """The request that asked for it is done."""
    if entry.facts.get("case"):
        end_erased_request(entry.facts["case"], now=entry.at)


@COPY.fill
def copy_cases(customer_id: int) -> tuple[CopyPart, ...]:
    """What they brought to us, and what came of it."""
    cases = (
        Case.objects.filter(customer=customer_id).select_related("category", "owner").order_by("opened_at")
    )
    return (
        CopyPart(
            "cases",
            _("What you brought to us"),
            (
                _("Number"),
                _("Kind"),
                _("Subject"),
                _("State"),
                _("Who follows it"),
                _("Opened"),
                _("Closed"),
                _("Mark"),
            ),
            [
                (
                    one.number,
                    str(one.get_kind_display()),
                    one.title,
                    str(one.get_state_display()),
                    one.owner.name if one.owner else "",
                    one.opened_at,
                    one.closed_at,
                    one.rating or "",
                )
                for one in cases
            ],
        ),
    )


@COPY_FILES.fill
def copy_files_of_drafts(customer_id: int) -> tuple[OwnFile, ...]:
    """Pictures of what they began to report."""
    drafts = CaseDraft.objects.filter(customer=customer_id)
    files = StoredFile.objects.filter(about_kind="casedraft", about_id__in=drafts.values("pk"))
    return tuple(OwnFile(_("What you began to report"), one) for one in files)


@OPEN_MATTERS.fill
def open_cases_and_losses(customer_ids: Sequence[int]) -> tuple[str, ...]:
    """`id:number` of cases that are open, and of those whose losses nobody has decided on."""
    theirs = Case.objects.filter(customer__in=customer_ids)
    waiting = theirs.filter(Q(is_open=True) | Q(losses__state=LossEntry.State.ENTERED)).distinct()
    return tuple(f"{pk}:{number}" for pk, number in waiting.order_by("pk").values_list("pk", "number"))


def _delete_files(kind: str, about_ids) -> Erased:
    files = StoredFile.objects.filter(about_kind=kind, about_id__in=about_ids)
    paths = [path for row in files.values_list("path", "thumbnail_path") for path in row if path]
    return Erased({"files": files.delete()[0]}, paths=paths)


def _forget_papers(keys: Sequence[int]) -> Erased:
    """The complaint dailies and packs of meetings on which they stood go as papers; their numbers stay."""
    named = Q()
    for name in ("new_ids", "carried_ids", "closed_ids"):
        for key in keys:
            named |= Q(**{f"{name}__contains": [key]})
    if not keys:
        return Erased()
    papers = _delete_files("complaintdaily", ComplaintDaily.objects.filter(named).values("pk"))
    packs = _delete_files(
        "casemeeting", CaseMeeting.objects.filter(case_ids__overlap=list(keys)).values("pk")
    )
    gone = papers.deleted["files"] + packs.deleted["files"]
    return Erased({"papers": gone}, paths=[*papers.paths, *packs.paths])


def _forget_search(cases: Sequence[Case]) -> int:
    """Their cases are found by number only, and no word of before waits in the counts."""
    rows = {one.case_id: one for one in CaseSearch.objects.filter(case__in=cases)}
    for case in cases:
        if found_by := rows.get(case.pk):
            found_by.set_search_text(case.number)
            found_by.save(update_fields=["search_text", "search_vector"])
    if rows:
        search_counts.forget(CaseSearch._meta.db_table)
    return len(rows)


def _forget_views(erasing: Erasing) -> int:
    """Lists that somebody saved under this name or number search for nobody now."""
    count = 0
    for view in SavedView.objects.all().iterator(chunk_size=500):
        said = {key: _without(value, erasing) for key, value in view.conditions.items()}
        name = erasing.redact.elsewhere(view.name)
        if said != view.conditions or name != view.name:
            SavedView.objects.filter(pk=view.pk).update(conditions=said, name=name)
            count += 1
    return count


def _without(value, erasing: Erasing):
    if isinstance(value, str):
        return erasing.redact.elsewhere(value)
    return [_without(one, erasing) for one in value] if isinstance(value, list) else value
