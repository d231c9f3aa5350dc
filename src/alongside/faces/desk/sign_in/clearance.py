"""Before the first customer: the undertaking read, looked at twice and signed, and the course passed (ORG-8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions.clearance import clearance_of, sign_undertaking, take_course
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.faces.ui.asked import is_whole
from alongside.kernel.local_text import pick
from alongside.kernel.refusals import Refused

SOON = timedelta(days=30)  # so long before it ends it can be renewed


class SignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Your name, typed as your signature"), max_length=60)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)


@login_required
def clearance(request: HttpRequest) -> HttpResponse:
    """What is done and what is missing."""
    now = timezone.now()
    found = clearance_of(_person(request), now=now)
    is_complete = bool(found["signature"] and found["passed"])
    context = found | {"is_complete": is_complete, "soon": now + SOON, "now": now}
    return render(request, "faces/desk/sign_in/clearance.html", context)


@login_required
def undertaking(request: HttpRequest) -> HttpResponse:
    """Signed only after a second look at what was typed."""
    staff, now = _person(request), timezone.now()
    text = clearance_of(staff, now=now)["undertaking"]
    if text is None:
        return HttpResponseRedirect(reverse("clearance"))
    form = SignForm(request.POST if request.method == "POST" else None, initial={"version": text.version})
    looks_again = False
    if form.is_valid():
        given = form.cleaned_data
        if given.pop("is_sure"):
            try:
                sign_undertaking(staff, **given, by=actor_for(staff, now=now), now=now)
                return HttpResponseRedirect(reverse("clearance"))
            except Refused as no:
                form.add_error(no.field or None, str(no.words))
        else:
            looks_again = True
    context = {
        "form": form,
        "paragraphs": [one for one in pick(text.text).splitlines() if one.strip()],
        "text": text,
        "looks_again": looks_again,
        "now": now,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "faces/desk/sign_in/undertaking.html", context, status=status)


@login_required
def course(request: HttpRequest) -> HttpResponse:
    """Page by page (`?page=`), then the questions; what was wrong is marked, and may be tried again."""
    staff, now = _person(request), timezone.now()
    found = clearance_of(staff, now=now)["course"]
    if found is None:
        return HttpResponseRedirect(reverse("clearance"))
    result: dict[str, Any] = {}
    if request.method == "POST":
        answers = {
            at: int(given)
            for at in range(len(found.questions))
            if (given := request.POST.get(f"answer-{at}", "")).isdecimal() and len(given) < 3
        }
        version = request.POST.get("version", "")
        seen = int(version) if is_whole(version) else 0
        try:
            score, wrong, passed = take_course(
                staff, version=seen, answers=answers, by=actor_for(staff, now=now), now=now
            )
        except Refused as no:
            result = {"refused": no}
        else:
            if passed:
                return HttpResponseRedirect(reverse("clearance"))
            result = {"score": score, "wrong": wrong}
    asked = request.GET.get("page", "1")
    number = (
        min(int(asked), len(found.pages) + 1) if asked.isdecimal() and len(asked) < 4 and asked != "0" else 1
    )
    is_asking = number > len(found.pages) or bool(result)
    page = {} if is_asking else found.pages[number - 1]
    context = {
        "course": found,
        "number": number,
        "count": len(found.pages),
        "title": pick(page.get("title", {})),
        "words": pick(page.get("text", {})),
        "is_asking": is_asking,
        "questions": [
            (at, pick(one["text"]), [(n, pick(answer)) for n, answer in enumerate(one["answers"])])
            for at, one in enumerate(found.questions)
        ],
        **result,
    }
    return render(request, "faces/desk/sign_in/course.html", context, status=422 if result else 200)


def _person(request: HttpRequest) -> StaffMember:
    """The person themself rather than Django's lazy stand-in; login_required has looked already."""
    person: Any = request.user
    return getattr(person, "_wrapped", person)
