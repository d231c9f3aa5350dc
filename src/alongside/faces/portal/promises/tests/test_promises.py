"""What was promised to me, and my word about it (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.organisation.samples import a_role, an_actor
from alongside.domain.promises.actions import ask_to_renegotiate, keep_promise
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_promise
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
URL = "/portal/promises/"


@pytest.fixture
def lin(house):
    """林晓月, who may promise."""
    role = a_role(permissions=["see_promises", "make_promise", "answer_promise"])
    return an_actor(staff=house.lin, node=house.node, role=role, now=house.now)


@pytest.fixture
def promise(house, lin) -> Promise:
    return a_promise(
        house.zhou, by=lin, now=house.now, node=house.node, unit=house.home, words="周五前送来备用钥匙"
    )


def test_stands_on_my_home_and_nobody_elses(as_zhou, as_ma, house, promise) -> None:
    """SAL-4, ORG-3"""
    for path in ("/portal/", URL, f"{URL}{promise.pk}/"):
        assert "周五前送来备用钥匙" in as_zhou.get(path).content.decode()
    assert house.lin.name in as_zhou.get(f"{URL}{promise.pk}/").content.decode()
    assert "备用钥匙" not in as_ma.get(URL).content.decode()
    for path in ("", "agree/", "decline/", "not-kept/"):
        answer = as_ma.post(f"{URL}{promise.pk}/{path}", {"words": "x"})
        assert answer.status_code == 404, path


def test_changes_only_when_i_agree(as_zhou, house, lin, promise) -> None:
    """SAL-4: declined it stands; agreed, tapped twice, it is changed once."""
    later = promise.due_on + timedelta(days=4)

    def ask() -> str:
        ask_to_renegotiate(promise, reason="钥匙在物业", new_on=later, by=lin, now=timezone.now())
        return as_zhou.get("/portal/").content.decode()

    assert f"{URL}{promise.pk}/" in ask()
    assert "钥匙在物业" in as_zhou.get(f"{URL}{promise.pk}/").content.decode()
    assert as_zhou.get(f"{URL}{promise.pk}/decline/").status_code == 200
    as_zhou.post(f"{URL}{promise.pk}/decline/", {"words": ""})
    promise.refresh_from_db()
    assert (promise.state, promise.due_on < later) == ("open", True)
    ask()
    stale = as_zhou.post(f"{URL}{promise.pk}/agree/", {"seen": "1"})
    promise.refresh_from_db()
    assert (stale.status_code, promise.state) == (302, "asked")
    for _tap in range(2):
        as_zhou.post(f"{URL}{promise.pk}/agree/", {"seen": str(promise.version)})
    promise.refresh_from_db()
    assert (promise.state, promise.due_on, promise.changes_agreed) == ("open", later, 1)


def test_i_say_that_it_was_not_kept_and_see_the_case(as_zhou, house, lin, promise) -> None:
    """SAL-4: not while it can still be kept; with a word of what is missing."""
    assert as_zhou.get(f"{URL}{promise.pk}/not-kept/").status_code == 302
    keep_promise(promise, by=lin, now=timezone.now())
    assert as_zhou.post(f"{URL}{promise.pk}/not-kept/", {"words": " "}).status_code == 422
    assert as_zhou.post(f"{URL}{promise.pk}/not-kept/", {"words": "没有收到钥匙"}).status_code == 302
    entry = JournalEntry.objects.get(kind="promise.broken")
    for reaction in reactions_to(entry.kind).values():
        reaction(entry)
    case = Case.objects.get()
    assert case.title.startswith("承诺未兑现")
    assert case.number in as_zhou.get(f"{URL}{promise.pk}/").content.decode()
