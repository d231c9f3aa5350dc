"""What one says of a role: a permission a line, in words (ORG-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions

RANKS = [
    (1, _("Agent")),
    (2, _("Supervisor")),
    (3, _("Project manager")),
    (4, _("City manager")),
    (5, _("Headquarters")),
]


def may_change_roles(viewer: Actor) -> bool:
    return viewer.reach(MANAGE_STAFF).everywhere


class PermissionsForm(forms.Form):
    """What any role allows. `seen` is what it allowed when the page was drawn."""

    permissions = forms.MultipleChoiceField(
        label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["permissions"].choices = [
            (code, one.sentence) for code, one in known_permissions().items()
        ]

    @staticmethod
    def as_it_is(role: Role) -> dict[str, Any]:
        return {
            "permissions": role.permissions,
            "seen": ",".join(sorted(role.permissions)),
        }


class OwnRoleForm(LocalNameForm, PermissionsForm):
    """A role of the company's own: what it is called and for besides."""

    sentence_zh = forms.CharField(label=_("What it is for, in Chinese"), max_length=200, required=False)
    sentence_en = forms.CharField(label=_("What it is for, in English"), max_length=200, required=False)
    escalation_rank = forms.TypedChoiceField(
        label=_("Rung of escalation"),
        choices=[(0, _("None: nothing escalates to it")), *RANKS],
        coerce=int,
        initial=0,
    )
    field_order = ("name_zh", "name_en", "sentence_zh", "sentence_en", "escalation_rank")

    @staticmethod
    def as_it_is(role: Role) -> dict[str, Any]:
        sentence = as_typed(role.sentence)
        return {
            **PermissionsForm.as_it_is(role),
            **as_typed(role.name),
            "sentence_zh": sentence["name_zh"],
            "sentence_en": sentence["name_en"],
            "escalation_rank": role.escalation_rank,
        }


def described(data: dict[str, Any], before: Role | None = None) -> dict[str, Any]:
    """Name, sentence and rung as the actions take them."""
    sentence = {"name_zh": data["sentence_zh"], "name_en": data["sentence_en"]}
    return {
        "name": typed_name(data, before.name if before else None),
        "sentence": typed_name(sentence, before.sentence if before else None),
        "escalation_rank": data["escalation_rank"],
    }
