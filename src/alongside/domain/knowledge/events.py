"""Facts about articles: ids and codes only, for an article's words stand in its versions."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

ARTICLE_WRITTEN = Event("article.written", _("Article drafted"))
ARTICLE_REVISED = Event("article.revised", _("New version of an article begun"))
ARTICLE_SUBMITTED = Event("article.submitted", _("Article handed in for approval"))
ARTICLE_TAKEN_BACK = Event("article.taken_back", _("Article taken back before it was approved"))
ARTICLE_TURNED_DOWN = Event("article.turned_down", _("Article turned down"))
ARTICLE_PUBLISHED = Event("article.published", _("Article published"))
ARTICLE_REVIEWED = Event("article.reviewed", _("Article looked over: it still holds"))
ARTICLE_RETIRED = Event("article.retired", _("Article retired"))
ARTICLE_GIVEN = Event("article.given", _("Somebody else answers for an article"))
ARTICLE_USED = Event("article.used", _("An article of the knowledge base was used"))
ARTICLE_REQUESTED = Event("article.requested", _("An article was asked for that is missing"))
GAP_ANSWERED = Event("article.gap_answered", _("What was searched for in vain is written down now"))

QUESTION_ASKED = Event("question.asked", _("Asked inside"))
QUESTION_JUDGED = Event("question.judged", _("Said whether an answer helped"))
ANSWER_WRITTEN_DOWN = Event("question.written_down", _("Answer written down as an article"))
QUESTION_TOPIC_CHANGED = Event("questiontopic.changed", _("Topic of questions added or changed"))
