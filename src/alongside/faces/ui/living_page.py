"""The living page: every part of the design system in every state, to be looked at before and after each change.

`/ui/`, with `?show=` for one of the frames (`desk`, `board`, `portal`, `portal_page`, `paper`, `sign_in`,
`404`, `500`). Shows no record of anybody, so that it needs no permission but is kept from strangers.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alongside.faces.ui.navigation import Group, Item, Navigation, Tab
from alongside.faces.ui.steps import Step, steps_up_to
from alongside.faces.ui.tones import CODES, TONES

FRAMES = {
    "": "faces/ui/living_page.html",
    "desk": "faces/ui/living_desk.html",
    "board": "faces/ui/living_board.html",
    "portal": "faces/ui/living_portal.html",
    "portal_page": "faces/ui/living_portal_page.html",
    "paper": "faces/ui/living_paper.html",
    "sign_in": "faces/ui/living_sign_in.html",
    "400": "400.html",
    "403": "403.html",
    "404": "404.html",
    "500": "500.html",
    "503": "503.html",
}


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("What is it about"), max_length=80)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), help_text=gettext_lazy("Eleven digits; spaces do not matter.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("complaint", gettext_lazy("Complaint")), ("enquiry", gettext_lazy("Enquiry"))],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        widget=forms.RadioSelect,
        choices=[
            ("phone", gettext_lazy("Phone")),
            ("wechat", gettext_lazy("WeChat")),
            ("walk_in", gettext_lazy("Walk-in")),
        ],
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    urgent = forms.BooleanField(label=gettext_lazy("Somebody is in danger"), required=False)
    file = forms.FileField(label=gettext_lazy("Letter"), required=False)


def living_page(request: HttpRequest) -> HttpResponse:
    """Show all parts, or one frame of them with `?show=`."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    template = FRAMES.get(request.GET.get("show", ""))
    if template is None:
        raise Http404
    if "toast" in request.GET:
        messages.success(request, _("Sent. The customer has been told."))
        messages.error(request, _("The case was changed by somebody else. Your words are still here."))
    wrong = SampleForm({"title": "", "phone": "12", "kind": "complaint"})
    wrong.is_valid()
    wrong.add_error(None, _("This case is already closed. Reopen it first."))
    now = timezone.now()
    context = {
        "now": now,
        "navigation": sample_navigation(request.GET.get("show", "")),
        "tabs": sample_tabs(),
        "frames": [frame for frame in FRAMES if frame],
        "tones": sorted(TONES),
        "codes": CODES,
        "form": SampleForm(initial={"title": "主卫顶板渗水", "channel": "wechat"}),
        "wrong": wrong,
        **sample_times(now),
        **sample_records(now),
        **sample_charts(),
    }
    return render(request, template, context)


def sample_navigation(show: str) -> Navigation:
    """A rail like that of an agent."""
    return Navigation(
        groups=(
            Group(
                (
                    Item(_("My work"), "?show=desk", "checklist", 7, urgent=True, key="w"),
                    Item(_("Cases"), "?show=desk", "case", 126, active=show in ("desk", ""), key="c"),
                    Item(_("Conversations"), "?show=desk", "conversation", 18, key="m"),
                    Item(_("Customers"), "?show=desk", "users", key="u"),
                    Item(_("Estates and homes"), "?show=desk", "estate", key="e"),
                )
            ),
            Group(
                (
                    Item(_("Follow-ups"), "?show=desk", "phone-call", 31),
                    Item(_("Repairs"), "?show=desk", "repair", 44),
                ),
                _("Journey"),
            ),
            Group(
                (
                    Item(_("Complaint daily"), "?show=paper", "report"),
                    Item(_("Figures"), "?show=board", "chart-bar", active=show == "board", key="f"),
                ),
                _("Management"),
            ),
        ),
        home_url="?",
        search_url="?",
        notices_page_url="?show=board",
        notices_count=3,
        person_name="林晓月",
        person_place="观澜庭 · 客服专员",
        profile_url="?",
        sign_out_url="?",
    )


def sample_tabs() -> list[Tab]:
    """The four tabs of the portal."""
    return [
        Tab(_("Home"), "?show=portal", "home", active=True),
        Tab(_("Matters"), "?show=portal_page", "clipboard-list", count=1),
        Tab(_("Community"), "?show=portal", "building-community"),
        Tab(_("Me"), "?show=portal", "user"),
    ]


def sample_times(now: datetime) -> dict:
    """Deadlines and moments of every kind."""
    return {
        "deadlines": [
            now + timedelta(minutes=minutes)
            for minutes in (-38.5, -125.5, -4320.5, 12.5, 72.5, 160.5, 305.5, 1440.5, 4320.5, 7200.5, 28800.5)
        ],
        "moments": [now - timedelta(minutes=minutes) for minutes in (0, 12, 200, 1440, 20000, 600000)],
    }


def sample_records(now: datetime) -> dict:
    """The case of the picture and the list around it."""
    names = [
        pgettext("sample", "Received"),
        pgettext("sample", "Acknowledged"),
        pgettext("sample", "Investigation"),
        pgettext("sample", "Proposal"),
        pgettext("sample", "Handling"),
        pgettext("sample", "Customer confirms"),
        pgettext("sample", "Closed"),
    ]
    rows = [
        (
            "电梯连续停运，老人无法下楼",
            "陈国华",
            "3栋2单元1801",
            _("Complaint"),
            _("Phone"),
            -38,
            "complaint",
            "serious",
        ),
        (
            "主卫顶板渗水，第三次报修仍未解决",
            "周敏",
            "8栋1单元2102",
            _("Complaint"),
            _("WeChat"),
            72.5,
            "complaint",
            "serious",
        ),
        (
            "交付标准与样板间橱柜品牌不符",
            "赵宇轩",
            "5栋1103",
            _("Complaint"),
            _("Email"),
            160.5,
            "complaint",
            "normal",
        ),
        ("房产证办理进度查询", "何静", "2栋905", _("Enquiry"), _("Portal"), 305.5, "enquiry", "normal"),
        (
            "地下车库积水，车辆无法驶出",
            "12 位业主",
            "地下车库",
            _("Complaint"),
            "12345",
            365,
            "complaint",
            "major",
        ),
        ("入户门锁损坏，要求更换", "郑海燕", "6栋2304", _("Repair"), _("Phone"), 1440, "repair", "normal"),
        (
            "建议增设儿童推车坡道",
            "谢欣",
            "1栋602",
            _("Suggestion"),
            _("Portal"),
            3 * 1440,
            "suggestion",
            "normal",
        ),
        (
            "表扬管家罗师傅雨夜送伞",
            "韩雪梅",
            "9栋1506",
            _("Praise"),
            _("WeChat"),
            20 * 1440,
            "praise",
            "normal",
        ),
    ]
    return {
        "rows": [
            {
                "title": title, "customer": customer, "place": place, "kind": kind, "channel": channel, "code": code,
                "severity": severity, "due": now + timedelta(minutes=minutes), "amount": Decimal(83250) / (index + 1),
                "number": f"2611-0{382 + index}", "share": 0.93 - index / 20,
            }
            for index, (title, customer, place, kind, channel, minutes, code, severity) in enumerate(rows)
        ],
        "steps": steps_up_to(2, names, {0: "09:14", 1: "09:20"}),
        "all_done": steps_up_to(7, names),
        "told": [
            Step("林晓月已受理，由她负责到底", "done", "09:20"),
            Step("何工检查：地漏根部防水失效", "done", "10:52"),
            Step("今天 12:00 前给您书面方案", "now"),
        ],
        "scores": [4.6, 4.7, 4.4, 4.5, 3.4, 2],
    }  # fmt: skip


def sample_charts() -> dict:
    """One chart of each kind, and an empty one."""
    months = ["06", "07", "08", "09", "10", "11"]
    return {
        "line": {
            "kind": "line", "what": _("Month"), "labels": months, "unit": "%",
            "series": [
                {"name": _("On time"), "values": [88, 90, 87, 92, 94, 95], "tone": "good"},
                {"name": _("Reopened"), "values": [9, 8, 9, 6, 5, 4], "tone": "late"},
            ],
        },
        "bars": {
            "kind": "bar", "what": _("Month"), "labels": months,
            "series": [{"name": _("Cases"), "values": [212, 254, 198, 176, 163, 126]}],
        },
        "across": {
            "kind": "rows", "what": _("Branch"), "labels": ["观澜庭", "云栖里", "江畔"], "links": ["?", "?", "?"],
            "series": [{"name": _("Cases"), "values": [100, 87, 67]}],
        },
        "stacked": {
            "kind": "stacked", "what": _("Month"), "labels": months,
            "series": [
                {"name": _("Complaint"), "values": [60, 72, 50, 44, 40, 31], "tone": "late"},
                {"name": _("Repair"), "values": [90, 110, 88, 80, 75, 60], "tone": "good"},
                {"name": _("Enquiry"), "values": [62, 72, 60, 52, 48, 35], "tone": "now"},
            ],
        },
        "nothing": {"kind": "bar", "labels": [], "series": [{"name": _("Cases"), "values": []}]},
    }  # fmt: skip
