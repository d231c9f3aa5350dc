"""Learning from the company's own closed cases: their final category, department and urgency (CHN-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from alongside.domain.assistance.events import MODEL_TAKEN, MODEL_TRAINED
from alongside.domain.assistance.models import TrainedModel
from alongside.domain.assistance.rules.learner import Example, Learnt, learn
from alongside.domain.assistance.rules.light_model import LightModel
from alongside.domain.assistance.rules.measuring import is_held_back, measure
from alongside.domain.assistance.rules.words import without
from alongside.domain.cases.models import Case, LiabilityFinding, LiabilityShare
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.work.models import Task
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed

MOST_CASES = 50_000  # the newest; older ones tell of a catalogue that has changed
FEWEST_CASES = 200  # of fewer nothing worth showing is learnt
FEWEST_OF_LABEL = 8
MOST_MEASURED = 2_000
HELD_BACK_PERCENT = 20
ENOUGH_PEOPLE = 5  # a piece that fewer customers used is not learnt: a name, an odd word
MOST_PIECES = 15_000  # every web process keeps them
WORTH_IT = 1.05  # so many times the cases of last time
KEPT_VERSIONS = 10
Question = TrainedModel.Question


def train_when_worth_it(*, by: Actor, now: datetime) -> list[TrainedModel]:
    """Train when clearly more cases are closed than at the last training."""
    last = TrainedModel.objects.filter(question=Question.CATEGORY).order_by("-version").first()
    closed = _closed().count()
    known = (last.learnt_from + last.measured_on) * WORTH_IT if last else FEWEST_CASES
    return train_models(by=by, now=now) if min(closed, MOST_CASES + 1) > known else []


def train_models(*, by: Actor, now: datetime, fewest: int = FEWEST_CASES) -> list[TrainedModel]:
    """A new version of each model for which there are cases enough. The whole company's: only who keeps the whole system."""
    if by.kind != "system" and not by.reach(MANAGE_SYSTEM).everywhere:
        raise NotAllowed(MANAGE_SYSTEM.sentence)
    labels = {
        Question.CATEGORY: dict(
            _closed().filter(category__is_active=True).values_list("pk", "category__code")
        ),
        Question.DEPARTMENT: _departments(),
        Question.SEVERITY: {pk: str(said) for pk, said in _closed().values_list("pk", "severity")},
    }
    return [made for question, said in labels.items() if (made := _train(question, said, now, by, fewest))]


def _train(
    question: str, labels: Mapping[int, str], now: datetime, by: Actor, fewest: int
) -> TrainedModel | None:
    often = Counter(labels.values())
    kept = {pk: label for pk, label in labels.items() if often[label] >= FEWEST_OF_LABEL}
    if len(kept) < fewest or len(set(kept.values())) < 2:
        return None
    examples = list(_examples(kept))
    if not any(one.is_held_back for one in examples):
        return None
    learnt = learn(examples, enough=ENOUGH_PEOPLE, most_pieces=MOST_PIECES)
    held = [one for one in examples if one.is_held_back]
    return _keep(question, learnt, held, by=by, now=now)


@transaction.atomic
def _keep(question: str, learnt: Learnt, held: list[Example], *, by: Actor, now: datetime) -> TrainedModel:
    """Keep the version; it takes the place of the one in use unless that does better on the same held-back cases."""
    versions = TrainedModel.objects.select_for_update().filter(question=question)
    before = versions.filter(is_in_use=True).first()
    last = versions.order_by("-version").first()
    was = None
    if before:
        old = LightModel.from_bytes(bytes(before.body))
        was = measure([one.label for one in held], [old.label_of(one.text) for one in held]).macro_f1
    is_better = was is None or learnt.figures.macro_f1 >= was
    if is_better:
        versions.filter(is_in_use=True).update(is_in_use=False, body=b"")
    learnt.model.about = {"question": question, "learnt_from": learnt.learnt_from, "at": now.isoformat()}
    made = TrainedModel.objects.create(
        question=question,
        version=last.version + 1 if last else 1,
        trained_at=now,
        learnt_from=learnt.learnt_from,
        measured_on=learnt.figures.count,
        macro_f1=learnt.figures.macro_f1,
        accuracy=learnt.figures.accuracy,
        before_macro_f1=was,
        figures=learnt.figures.as_data,
        checksum=learnt.model.checksum,
        body=learnt.model.to_bytes() if is_better else b"",
        is_in_use=is_better,
    )
    versions.filter(version__lte=made.version - KEPT_VERSIONS, is_in_use=False).delete()
    facts = {"question": question, "version": made.version, "macro_f1": round(made.macro_f1, 4)}
    journal.record(MODEL_TRAINED, about=made, by=by, at=now, facts=facts)
    if is_better:
        journal.record(MODEL_TAKEN, about=made, by=by, at=now, facts=facts)
    return made


def _closed():
    """What ended as it should, with words of a customer that may still be read."""
    return Case.objects.filter(state__in=["closed", "archived"], is_anonymised=False)


def _examples(labels: Mapping[int, str]) -> Iterator[Example]:
    """Subject and first words, without the number and the customer's name. Whose they are counts, and is not kept."""
    measured = 0
    rows = (
        _closed()
        .filter(search__isnull=False)
        .order_by("-opened_at", "-id")
        .values_list("pk", "customer_id", "customer__name", "search__search_text")[:MOST_CASES]
    )
    for pk, customer, name, words in rows.iterator(chunk_size=2_000):
        if pk not in labels:
            continue
        is_held = measured < MOST_MEASURED and is_held_back(pk, percent=HELD_BACK_PERCENT)
        measured += is_held
        text = without(words.partition(" ")[2], [name] if name else [])
        yield Example(text, labels[pk], is_held, str(customer or ""))


def _departments() -> dict[int, str]:
    """The department found liable for the most, else the one that helped last."""
    tasks = Task.objects.filter(about_kind="case", department__isnull=False, state="done").order_by("pk")
    found = dict(tasks.values_list("about_id", "department__code"))
    shares = LiabilityShare.objects.filter(
        finding__state=LiabilityFinding.State.ISSUED, department__isnull=False
    ).order_by("percent", "pk")
    found |= dict(shares.values_list("finding__case_id", "department__code"))
    closed = set(_closed().filter(pk__in=found).values_list("pk", flat=True))
    return {pk: code for pk, code in found.items() if pk in closed}
