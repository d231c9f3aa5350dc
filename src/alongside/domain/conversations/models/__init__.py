"""What is said (said), how it comes in (mail, accounts, calls), what of it waits without a case (inbox) and by which words
it is found (finding); who follows an official account (wechat), and what the outbox keeps (outgoing)."""

from alongside.domain.conversations.models.accounts import Account, TakenMessage
from alongside.domain.conversations.models.calls import Call, Callback, CallEvent, Seat
from alongside.domain.conversations.models.finding import MessageSearch
from alongside.domain.conversations.models.inbox import Thread
from alongside.domain.conversations.models.mail import Mailbox, TakenMail
from alongside.domain.conversations.models.outgoing import AccountDay, TextTemplate
from alongside.domain.conversations.models.said import Channel, Conversation, Delivery, Message
from alongside.domain.conversations.models.standards import AnswerStandard
from alongside.domain.conversations.models.together import Presence, ReplyDraft
from alongside.domain.conversations.models.visitor import KnockCount, Visitor
from alongside.domain.conversations.models.wechat import Follower, NoticeConsent, OfficialMenu, PushedMessage

__all__ = [
    "Account",
    "AccountDay",
    "AnswerStandard",
    "Call",
    "CallEvent",
    "Callback",
    "Channel",
    "Conversation",
    "Delivery",
    "Follower",
    "KnockCount",
    "Mailbox",
    "Message",
    "MessageSearch",
    "NoticeConsent",
    "OfficialMenu",
    "Presence",
    "PushedMessage",
    "ReplyDraft",
    "Seat",
    "TakenMail",
    "TakenMessage",
    "TextTemplate",
    "Thread",
    "Visitor",
]
