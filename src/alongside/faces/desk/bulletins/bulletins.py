"""Progress reports and notices of change of the viewer's places, the latest first (JRN-6)."""

from __future__ import annotations

from django import forms
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins.models import Bulletin, BulletinPhoto
from alongside.domain.bulletins.permissions import SEE_BULLETINS, WRITE_BULLETINS
from alongside.domain.bulletins.queries import figures_of_each
from alongside.domain.bulletins.states import BULLETIN_STATES
from alongside.domain.estates.models import Estate
from alongside.faces.desk.page import DeskRequest, desk_page, show

AREA = "desk:bulletins"
SHOWN = 25
MOST_ESTATES = 200


class AskedForm(forms.Form):
    """What the address asks for; what makes no sense asks nothing."""

    kind = forms.ChoiceField(required=False, choices=[("", _("Every kind")), *Bulletin.Kind.choices])
    state = forms.ChoiceField(required=False, choices=[("", _("Every state")), *BULLETIN_STATES.choices])
    estate = forms.ModelChoiceField(Estate.objects.none(), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, request: HttpRequest, estates: list[Estate]) -> None:
        super().__init__(request.GET)
        self.fields["estate"].queryset = Estate.objects.filter(pk__in=[one.pk for one in estates])


@desk_page(SEE_BULLETINS)
def bulletins(request: DeskRequest) -> HttpResponse:
    reach = request.viewer.limit(Estate.objects.all(), SEE_BULLETINS)
    estates = list(reach.order_by("name_sort_key", "id")[:MOST_ESTATES])
    form = AskedForm(request, estates)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    before = asked.pop("before", None)
    found = Bulletin.objects.visible_to(request.viewer).filter(**asked)
    if before:
        found = found.filter(pk__lt=before)
    first_photos = Prefetch("photos", BulletinPhoto.objects.filter(position__lte=1))
    rows = list(
        found.select_related("estate", "phase")
        .prefetch_related("buildings", first_photos)
        .order_by("-pk")[: SHOWN + 1]
    )
    kept = request.GET.copy()
    if len(rows) > SHOWN:
        kept["before"] = rows[SHOWN - 1].pk
    figures = figures_of_each(rows[:SHOWN])
    context = {
        "form": form,
        "estates": estates,
        "rows": [(one, figures.get(one.pk)) for one in rows[:SHOWN]],
        "older": f"?{kept.urlencode()}" if len(rows) > SHOWN else "",
        "newer": request.path if before else "",
        "is_narrowed": bool(asked),
        "may_write": request.viewer.may(WRITE_BULLETINS),
    }
    return show(request, "faces/desk/bulletins/bulletins.html", context, area=AREA)
