from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_KNOWLEDGE = Permission(
    "see_knowledge", _("Read the articles, answers, scripts and policies of the house")
)
WRITE_KNOWLEDGE = Permission(
    "write_knowledge", _("Write and revise articles, and see what was searched for in vain")
)
ASK_QUESTION = Permission(
    "ask_question", _("Ask the service centre, legal or finance about a negotiation, a signing, aftercare")
)
ANSWER_QUESTIONS = Permission(
    "answer_questions", _("Answer questions of colleagues, and read those of the place")
)
KEEP_QUESTION_TOPICS = Permission(
    "keep_question_topics", _("Change what colleagues may ask inside, who answers it and how fast")
)
APPROVE_KNOWLEDGE = Permission(
    "approve_knowledge", _("Approve articles that somebody else wrote, and retire what no longer holds")
)
