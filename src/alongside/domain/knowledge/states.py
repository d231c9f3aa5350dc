"""The way of a version of an article: nothing is published that a second person has not approved (CHN-9)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

VERSION_STATES = StateTable(
    {
        "draft": pgettext_lazy("article", "Draft"),
        "waiting": pgettext_lazy("article", "Waits for approval"),
        "published": pgettext_lazy("article", "Published"),
        "replaced": pgettext_lazy("article", "Replaced"),
    },
    [
        Move("submit_article", frozenset({"draft"}), "waiting", _("Hand in for approval")),
        Move("take_back_article", frozenset({"waiting"}), "draft", _("Take back")),
        Move("turn_down_article", frozenset({"waiting"}), "draft", _("Turn down")),
        Move("publish_article", frozenset({"waiting"}), "published", pgettext_lazy("article", "Publish")),
        Move("replace_article", frozenset({"published"}), "replaced", pgettext_lazy("article", "Replace")),
    ],
)

# Of the article as a whole: what its readers have of it. A published one may have a new version under way.
ARTICLE_STATES = StateTable(
    {
        "draft": pgettext_lazy("article", "Draft"),
        "waiting": pgettext_lazy("article", "Waits for approval"),
        "published": pgettext_lazy("article", "Published"),
        "retired": pgettext_lazy("article", "Retired"),
    },
    [
        Move("submit_article", frozenset({"draft"}), "waiting", _("Hand in for approval")),
        Move("take_back_article", frozenset({"waiting"}), "draft", _("Take back")),
        Move(
            "publish_article", frozenset({"waiting", "published", "retired"}), "published",
            pgettext_lazy("article", "Publish"),
        ),
        Move("retire_article", frozenset({"published"}), "retired", pgettext_lazy("article", "Retire")),
    ],
)  # fmt: skip
