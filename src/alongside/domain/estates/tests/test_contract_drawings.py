"""The drawings of a home's contract are kept as they were agreed, version by version (EST-2)."""

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.estates import events
from alongside.domain.estates.actions import add_contract_drawing
from alongside.domain.estates.models import ContractDrawing
from alongside.domain.estates.queries import contract_drawings_of
from alongside.domain.estates.samples import a_drawing
from alongside.kernel import journal
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused


def _add(cast, name="户型附图", **but) -> ContractDrawing:
    given = {"file": a_drawing(), "by": cast.supervisor, "now": cast.now, **but}
    return add_contract_drawing(cast.unit, name=name, **given)


def test_a_later_one_of_the_same_name_is_the_next_version(cast):
    """EST-2: the one before can still be read; its file lies sealed."""
    first, second = _add(cast), _add(cast, "  户型附图 ")
    other = _add(cast, "水电附图")
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert [one.pk for one, _file in contract_drawings_of(cast.unit)] == [second.pk, first.pk, other.pk]
    assert set(StoredFile.objects.values_list("is_sealed", flat=True)) == {True}
    facts = journal.timeline_of(cast.unit, events=[events.UNIT_CHANGED]).values_list("facts__id", flat=True)
    assert set(facts) == {first.pk, second.pk, other.pk}


def test_two_of_one_version_cannot_be(cast):
    """EST-2: the database holds to it."""
    _add(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractDrawing.objects.create(unit=cast.unit, name="户型附图", version=1, added_at=cast.now)


def test_is_added_by_who_keeps_the_homes(cast):
    """ORG-3: neither an agent of the place nor anybody of another one."""
    for nobody in (cast.agent, cast.stranger):
        with pytest.raises(NotAllowed):
            _add(cast, by=nobody)
    with pytest.raises(Refused):
        _add(cast, " ")
    assert not ContractDrawing.objects.exists()
    drawing = _add(cast)
    assert ContractDrawing.objects.visible_to(cast.agent).get() == drawing
    assert not ContractDrawing.objects.visible_to(cast.stranger).exists()
