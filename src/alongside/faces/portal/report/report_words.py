"""What happened: pictures first, and words. What was typed stays on the phone until it has arrived."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.drafting import (
    MOST_PICTURES,
    add_draft_files,
    change_draft,
    remove_draft_file,
)
from alongside.faces.portal.page import PortalRequest, find, portal_page, refusals_on, see, show
from alongside.faces.portal.report.steps import WORDS, draft_in, how_far, next_url
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import files_about


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("What happened?"), required=False, strip=True, widget=forms.Textarea(attrs={"rows": 5})
    )


@portal_page
def report_words(request: PortalRequest, key: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"words": draft.words})
    form.fields["words"].widget.attrs["data-draft"] = f"report-{draft.key}"
    if form.is_valid():
        with refusals_on(form):
            words, uploads = form.cleaned_data["words"], request.FILES.getlist("files")
            draft = change_draft(draft, words=words, by=request.viewer, now=request.now)
            if uploads:
                add_draft_files(draft, files=uploads, by=request.viewer, now=request.now)
            if not words and not files_about(draft).exists():
                raise Refused(_("Tell us what happened, or send a picture."), field="words")
            return see(request, next_url(request, draft, WORDS))
    pictures = list(files_about(draft))
    context = {
        "draft": draft,
        "form": form,
        "pictures": pictures,
        "room_left": MOST_PICTURES - len(pictures),
        **how_far(WORDS, draft),
    }
    return show(request, "faces/portal/report/report_words.html", context)


@require_POST
@portal_page
def remove_picture(request: PortalRequest, key: UUID, file_id: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    remove_draft_file(draft, find(files_about(draft), pk=file_id), by=request.viewer)
    return HttpResponseRedirect(reverse("portal:report_words", args=[key]))
