"""What is said (said), how it comes in by mail (mail), and what of it waits without a case (inbox)."""

from alongside.domain.conversations.models.inbox import Thread
from alongside.domain.conversations.models.mail import Mailbox, TakenMail
from alongside.domain.conversations.models.said import Channel, Conversation, Delivery, Message

__all__ = ["Channel", "Conversation", "Delivery", "Mailbox", "Message", "TakenMail", "Thread"]
