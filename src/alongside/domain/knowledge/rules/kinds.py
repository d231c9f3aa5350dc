"""What an article can be about, and where a script belongs in a talk. Plain data."""

from django.utils.translation import pgettext_lazy

PUBLIC_KINDS = ("article", "faq")  # scripts and policies never leave the house

TOPICS = [
    ("handover", pgettext_lazy("topic", "Handover")),
    ("warranty", pgettext_lazy("topic", "Warranty and repairs")),
    ("leak", pgettext_lazy("topic", "Leaks and damp")),
    ("renovation", pgettext_lazy("topic", "Renovation")),
    ("property", pgettext_lazy("topic", "Property service and fees")),
    ("deed", pgettext_lazy("topic", "Deeds and loans")),
    ("parking", pgettext_lazy("topic", "Parking")),
    ("purchase", pgettext_lazy("topic", "Buying and contracts")),
    ("complaint", pgettext_lazy("topic", "Complaints and service")),
    ("other", pgettext_lazy("topic", "Other matters")),
]

SITUATIONS = [
    ("greeting", pgettext_lazy("situation", "Greeting")),
    ("asking", pgettext_lazy("situation", "Asking for what is missing")),
    ("calming", pgettext_lazy("situation", "Calming an upset customer")),
    ("apology", pgettext_lazy("situation", "Apologising")),
    ("deadline", pgettext_lazy("situation", "Saying by when")),
    ("explaining", pgettext_lazy("situation", "Explaining a rule")),
    ("declining", pgettext_lazy("situation", "Declining politely")),
    ("solved", pgettext_lazy("situation", "Saying what was done")),
    ("return_visit", pgettext_lazy("situation", "Return visit")),
    ("closing", pgettext_lazy("situation", "Closing a talk")),
]
