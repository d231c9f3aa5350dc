from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

JOURNEY_BEGUN = Event("journey.begun", _("Journey begun"))
JOURNEY_HAPPENED = Event("journey.happened", _("On the journey: %(what)s"))
JOURNEY_UNHAPPENED = Event("journey.unhappened", _("Entered by mistake: %(what)s"))
JOURNEY_REPLANNED = Event("journey.replanned", _("Steps planned anew"))
JOURNEY_ARRIVED = Event("journey.arrived", _("Journey arrived at its end"))
JOURNEY_ENDED = Event("journey.ended", _("Journey ended early"))
JOURNEY_KEEPER_CHANGED = Event("journey.keeper_changed", _("Somebody else walks with the customer"))
STEP_DONE = Event("journey.step_done", _("Step done"))
STEP_WAIVED = Event("journey.step_waived", _("Step left out"))
STEP_GIVEN = Event("journey.step_given", _("Step given to somebody else"))
STEP_OVERDUE = Event("journey.step_overdue", _("Step overdue"))
TEMPLATE_SAVED = Event("journeytemplate.saved", _("Journey written"))
TEMPLATE_RENAMED = Event("journeytemplate.renamed", _("Journey given another name"))
TEMPLATE_PUBLISHED = Event("journeytemplate.published", _("Journey published"))
REPLAN_BEGUN = Event("replanrun.begun", _("Journeys are being planned anew"))
REPLAN_FINISHED = Event("replanrun.finished", _("Journeys planned anew"))
