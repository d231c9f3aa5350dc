"""Write an announcement, or change one that nobody has seen yet (ORG-10)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.organisation.models import Node, Role
from alongside.domain.work.actions.announcing import change_announcement, write_announcement
from alongside.domain.work.models import Announcement
from alongside.domain.work.permissions import ANNOUNCE
from alongside.faces.desk.announcements.announcements import AREA
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.upload_field import UploadsField


class AnnouncementForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("text", "Title"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("What is to be read"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these roles (none: everybody)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_must_read = forms.BooleanField(
        label=gettext_lazy("Everybody must confirm to have read it"), required=False
    )
    read_by = forms.DateTimeField(
        label=gettext_lazy("To be read by"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    files = UploadsField(label=gettext_lazy("Attachments"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["roles"].choices = [
            (one.code, str(one)) for one in Role.objects.in_use().order_by("-escalation_rank", "pk")
        ]

    @property
    def is_multipart(self) -> bool:  # type: ignore[override]
        return True


class NewForm(AnnouncementForm):
    """And whom it is for: everybody of this place, and of those below it."""

    node = forms.ModelChoiceField(
        Node.objects.none(), label=gettext_lazy("For the staff of"), empty_label=None
    )
    field_order = ("node",)


class ChangeForm(AnnouncementForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(ANNOUNCE)
def write_announcement_page(request: DeskRequest) -> HttpResponse:
    form = NewForm(request.POST or None, request.FILES or None)
    places = Node.objects.visible_to(request.viewer, ANNOUNCE).filter(is_active=True)
    form.fields["node"].queryset = places.order_by("path")

    def act(data: dict[str, Any]) -> str:
        made = write_announcement(**data, by=request.viewer, now=request.now)
        return reverse("desk:announcement", args=[made.pk])

    return form_page(
        request, form, act, title=_("Write an announcement"), back=reverse("desk:announcements"),
        crumb=_("Announcements"), submit=_("Look at it before it goes out"), area=AREA,
    )  # fmt: skip


@desk_page(ANNOUNCE)
def change_announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    announcement = find(Announcement.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    request.viewer.require(ANNOUNCE, on=announcement)
    names = ("title", "words", "roles", "is_must_read", "read_by")
    initial = {name: getattr(announcement, name) for name in names} | {"seen": announcement.version}
    form = ChangeForm(request.POST or None, request.FILES or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        change_announcement(announcement, **data, by=request.viewer, now=request.now)
        return reverse("desk:announcement", args=[pk])

    return form_page(
        request, form, act, title=_("Change the announcement"), back=reverse("desk:announcement", args=[pk]),
        crumb=announcement.title, area=AREA,
    )  # fmt: skip
