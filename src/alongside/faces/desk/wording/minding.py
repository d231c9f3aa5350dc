"""What every form that writes to customers does about forbidden wordings (CHN-8).

The form draws `faces/desk/wording/watch.html` (below its words: `node` of the customer, `at` a word of its own); it asks while one types, and
shows what the action refused (`Unwary`, by `refusals_on`). What was shown comes back as `knowing`, which goes to the action.
"""

from __future__ import annotations

from django.http import HttpRequest

MOST_CODES = 100


def knowing_of(request: HttpRequest) -> frozenset[str]:
    """The codes of the wordings that the writer was shown, ticked where they must be."""
    return frozenset(request.POST.getlist("knowing")[:MOST_CODES])
