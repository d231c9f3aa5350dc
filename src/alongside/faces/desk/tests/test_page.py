"""What every page of the desk does with a no."""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import ASSIGN_CASE
from alongside.faces.desk.page import desk_page, find, refusals_on, show
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


class WordsForm(forms.Form):
    words = forms.CharField(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@pytest.fixture
def ask(house):
    def ask(page, staff=house.agent, method="get", data=None, **headers):
        request = getattr(RequestFactory(headers=headers), method)("/desk/x/", data or {})
        request.user, request.session = staff, {}
        request.htmx = HtmxDetails(request)
        request._messages = CookieStorage(request)
        return page(request)

    return ask


def raising(no):
    @desk_page()
    def page(request):
        raise no

    return page


@pytest.mark.parametrize(
    ("no", "status"),
    [(Refused("geht nicht"), 422), (NotAllowed("darf nicht"), 403), (Conflict("war schneller"), 409)],
)
def test_each_refusal_has_its_status_and_says_its_words(ask, no, status):
    answer = ask(raising(no))
    assert answer.status_code == status
    assert str(no) in answer.content.decode()


def test_a_refusal_in_a_fragment_is_a_toast(ask):
    answer = ask(raising(Refused("geht nicht")), **{"HX-Request": "true"})
    assert answer.status_code == 422
    assert json.loads(answer.headers["HX-Trigger"])["toast"] == {"text": "geht nicht", "tone": "late"}


def test_a_page_opens_only_to_who_holds_its_permission(ask, house):
    page = desk_page(ASSIGN_CASE)(lambda request: HttpResponse("in"))
    assert ask(page, house.supervisor).content == b"in"
    assert ask(page, house.agent).status_code == 403


def test_what_one_may_not_see_is_not_there(client, house, ask):
    """ORG-3."""
    case = house.case()

    @desk_page()
    def page(request):
        return HttpResponse(find(Case.objects.visible_to(request.viewer), number=case.number).title)

    assert ask(page).status_code == 200
    answer = ask(page, house.stranger)
    assert answer.status_code == 404
    assert case.title not in answer.content.decode()


def form_page(no):
    @desk_page()
    def page(request):
        form = WordsForm(request.POST)
        form.is_valid()
        with refusals_on(form):
            raise no
        return show(request, "faces/desk/errors/refused.html", {"form": form, "no": form.errors})

    return page


def test_a_refused_form_keeps_its_words_and_answers_422(ask):
    answer = ask(form_page(Refused("zu kurz", field="words")), method="post", data={"words": "a", "seen": 1})
    assert answer.status_code == 422
    assert "zu kurz" in answer.content.decode()


def test_a_conflict_answers_409(ask):
    """CAS-16."""
    no = Conflict("war schneller", facts={"seen": 1, "current": 4})
    assert ask(form_page(no), method="post", data={"seen": 1}).status_code == 409


def test_after_a_conflict_the_form_sees_the_present_version():
    """CAS-16: sending it again is a decision, not an accident."""
    form = WordsForm(RequestFactory().post("/", {"words": "mine", "seen": 1}).POST)
    assert form.is_valid()
    with refusals_on(form):
        raise Conflict("war schneller", facts={"seen": 1, "current": 4})
    assert form["seen"].value() == 4
    assert form["words"].value() == "mine"


@pytest.mark.parametrize("page", ["/desk/customers/", "/desk/cases/", "/desk/"])
def test_what_is_printed_from_a_screen_says_by_whom_and_when(client, house, page):
    """INF-2: on every sheet, by the style of print."""
    house.case()
    answer = signed_in(client, house.agent).get(page, follow=True)
    mark = re.search(
        r'<p class="print-mark" aria-hidden="true">(.+?) · (\d{4}-\d\d-\d\d \d\d:\d\d)</p>',
        answer.content.decode(),
    )
    assert mark and mark[1] == house.agent.name
    assert ".print-mark { display: block; position: fixed;" in Path(finders.find("ui/desk.css")).read_text()
