"""Facts about models and hot issues: ids, codes and numbers only."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

MODEL_TRAINED = Event("trainedmodel.trained", _("A model was trained from closed cases"))
MODEL_TAKEN = Event("trainedmodel.taken", _("A better model gives the suggestions now"))
ISSUE_RAISED = Event("hotissue.raised", _("Many bring up the same"))
ISSUE_GROUPED = Event("hotissue.grouped", _("Made a group complaint"))
ISSUE_ANSWERED = Event("hotissue.answered", _("Made an incident with a standing answer"))
ISSUE_JOINED = Event("hotissue.joined", _("Later cases joined"))
ISSUE_SET_ASIDE = Event("hotissue.set_aside", _("Set aside: no common matter"))
HELP_ASKED = Event("conversation.help_asked", _("A draft or summary was asked for"), shown="nobody")
HELP_GIVEN = Event("conversation.help_given", _("A draft or summary was given"), shown="nobody")
HELP_FAILED = Event("conversation.help_failed", _("A draft or summary could not be had"), shown="nobody")
