"""By which words a conversation of the inbox is found (CHN-1)."""

from __future__ import annotations

from django.db import models

from alongside.domain.conversations.models.inbox import Thread
from alongside.domain.conversations.models.said import Message
from alongside.domain.organisation.models import Node
from alongside.kernel.search import Searched


class MessageSearch(Searched):
    """The searchable words of one message that was said in a conversation of the inbox; of its first also the subject.

    A row a message, so that a long conversation costs no more to write in than a short one. It stays with the
    conversation in which the message was said (`thread`), also while that stands in a case. Readable like a case's title
    and first words (decision 2); it goes with the message, and when the customer is erased.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="search")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="found_by")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)  # the thread's

    def __str__(self) -> str:
        return f"{self.message_id}"
