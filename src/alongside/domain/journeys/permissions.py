from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_JOURNEYS = Permission("see_journeys", _("See journeys and their steps"))
WALK_JOURNEY = Permission("walk_journey", _("Begin journeys, say what has happened, do their steps"))
WAIVE_STEP = Permission(
    "waive_step", _("Leave out a step of a journey, with a reason, and see what others left out")
)
EDIT_JOURNEYS = Permission("edit_journeys", _("Write journeys: stages, steps, scripts; publish them"))
