"""My profile: language, presence, password, and where I am signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.staff import change_password, change_staff, set_presence
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.platforms.actions.wishing import wish_for_cards
from alongside.domain.platforms.models import CardWish
from alongside.domain.platforms.queries import configured_platforms, wish_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.sign_in.elsewhere import configured

YEAR = 365 * 24 * 3600


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=[
            ("auto", gettext_lazy("As the device")),
            ("light", gettext_lazy("Light")),
            ("dark", gettext_lazy("Dark")),
        ],
    )
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)


class PresenceForm(forms.Form):
    presence = forms.ChoiceField(
        label=gettext_lazy("Presence"), choices=StaffMember.Presence, widget=forms.RadioSelect,
        help_text=gettext_lazy("New cases are not given to whoever is away."),
    )  # fmt: skip
    deputy = forms.ModelChoiceField(
        StaffMember.objects.none(), label=gettext_lazy("Deputy"), required=False, empty_label="—"
    )

    def __init__(self, request: DeskRequest, data: Any = None) -> None:
        initial = {"presence": request.user.presence, "deputy": request.user.deputy_id}
        super().__init__(data, initial=initial)
        nodes = request.user.appointments.active(request.now).values("node")
        near = Appointment.objects.active(request.now).filter(node__in=nodes).values("staff")
        self.fields["deputy"].queryset = StaffMember.objects.filter(pk__in=near).exclude(pk=request.user.pk)


class CardsForm(forms.Form):
    """What comes to the person's platform besides the desk (ORG-11)."""

    wanted = forms.ChoiceField(
        label=gettext_lazy("Notices there"), choices=CardWish.Wanted, widget=forms.RadioSelect
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("What is urgent comes at any hour. Leave both empty for no quiet hours."),
    )  # fmt: skip


class PasswordForm(forms.Form):
    current = forms.CharField(
        label=gettext_lazy("Current password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters, not only digits, nothing that everybody uses."),
    )  # fmt: skip


@desk_page()
def profile(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_page()
def change_profile(request: DeskRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            staff = change_staff(request.user, **form.cleaned_data, by=request.viewer, now=request.now)
            response = see(request, reverse("desk:profile"), _("Kept."))
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                staff.language,
                max_age=YEAR,
                samesite="Lax",
                secure=request.is_secure(),
            )
            response.set_cookie(
                "theme", staff.theme, max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
            return response
    return _page(request, profile_form=form)


@require_POST
@desk_page()
def change_presence(request: DeskRequest) -> HttpResponse:
    form = PresenceForm(request, request.POST)
    if form.is_valid():
        with refusals_on(form):
            set_presence(request.user, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:profile"), _("Kept."))
    return _page(request, presence_form=form)


@require_POST
@desk_page()
def change_cards(request: DeskRequest) -> HttpResponse:
    form = CardsForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            wish_for_cards(request.user, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:profile"), _("Kept."))
    return _page(request, cards_form=form)


@sensitive_post_parameters("current", "password")
@require_POST
@desk_page()
def change_own_password(request: DeskRequest) -> HttpResponse:
    """All sign-ins elsewhere end; this one goes on."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            staff = change_password(request.user, **form.cleaned_data, by=request.viewer, now=request.now)
            update_session_auth_hash(request, staff)
            return see(
                request, reverse("desk:profile"), _("New password kept. Other devices are signed out.")
            )
    return _page(request, password_form=form)


@require_POST
@desk_page()
def end_sign_in(request: DeskRequest, sign_in_id: int) -> HttpResponse:
    """Sign out somewhere else."""
    find(UserSession.objects.filter(user=request.user), pk=sign_in_id).end()
    return see(request, reverse("desk:profile"), _("Signed out there."))


def _page(request: DeskRequest, **forms_given: forms.Form) -> HttpResponse:
    staff = request.user
    context = {
        "profile_form": ProfileForm(
            initial={"language": staff.language, "theme": staff.theme, "email": staff.email}
        ),
        "presence_form": PresenceForm(request),
        "password_form": PasswordForm(),
        "cards_form": _cards_form(staff) if configured_platforms() else None,
        "sign_ins": UserSession.objects.filter(user=staff).order_by("-last_seen_at")[:20],
        **second_factors_of(staff),
        "elsewhere": _elsewhere(staff),
        "lacks_since": request.viewer.lacks_second_factor_since,
        "here": request.session.session_key,
        "appointments": staff.appointments.active(request.now).select_related("node", "role", "department"),
        **forms_given,
    }
    return show(request, "faces/desk/profile/profile.html", context)


def _cards_form(staff: StaffMember) -> CardsForm:
    wish = wish_of(staff)
    return CardsForm(
        initial={"wanted": wish.wanted, "quiet_from": wish.quiet_from, "quiet_until": wish.quiet_until}
    )


def _elsewhere(staff: StaffMember) -> list[dict[str, Any]]:
    """The sign-ins of elsewhere that are offered, and whether the person is connected with each."""
    bound = set(staff.outside_identities.values_list("provider", flat=True)) if configured() else set()
    return [
        {"code": one.code, "name": one.name, "icon": one.icon, "is_bound": one.code in bound}
        for one in configured()
    ]


def second_factors_of(staff: StaffMember) -> dict[str, Any]:
    """`app`, `passkeys`, `codes_left`: what the person can show besides the password (INF-6)."""
    found = list(Authenticator.objects.filter(user=staff).order_by("created_at"))
    codes = next((one for one in found if one.type == "recovery_codes"), None)
    return {
        "app": next((one for one in found if one.type == "totp"), None),
        "passkeys": [one for one in found if one.type == "webauthn"],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
    }
