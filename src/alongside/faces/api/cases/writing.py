"""What is said in a case (CAS-15), and the files that come with it."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from alongside.domain.cases.actions import writing as actions
from alongside.faces.api.answering import Chapter, files_of, seen_version
from alongside.faces.api.cases.shapes import AttemptOut, ChannelCode, MessageOut, message_out
from alongside.faces.api.gate import ApiRequest, find_case, in_the_name_of
from alongside.faces.api.texts import In, Knowing, Username, Words

writing = Chapter("Writing in a case")


class ReplyIn(In):
    """Words to the customer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"words": "工程师明天上午十点上门查看。", "channel": "wechat"}]}
    )

    words: Words
    channel: ChannelCode = "portal"
    knowing: Knowing = []


class HeardIn(In):
    """What the customer said, in their own words."""

    words: Words
    channel: ChannelCode


class NoteIn(In):
    """A word among ourselves."""

    words: Words


class AttemptIn(In):
    """How a try to reach the customer went. `staff` is who tried."""

    staff: Username
    channel: ChannelCode
    result: Literal["no_answer", "busy", "off", "wrong_number", "reached"]
    words: Words = ""


@writing.post("/cases/{number}/reply_to_customer", MessageOut, status=201, with_files=True)
def reply_to_customer(request: ApiRequest, number: str, body: ReplyIn) -> MessageOut:
    """Write to the customer. The first reply meets the deadline of the first answer."""
    message = actions.reply_to_customer(
        find_case(request, number),
        words=body.words,
        channel=body.channel,
        files=files_of(request),
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
        knowing=body.knowing,
    )
    return message_out(message)


@writing.post("/cases/{number}/record_customer_words", MessageOut, status=201, with_files=True)
def record_customer_words(request: ApiRequest, number: str, body: HeardIn) -> MessageOut:
    """What the customer told us; whoever waited for them waits no longer."""
    message = actions.record_customer_words(
        find_case(request, number),
        words=body.words,
        channel=body.channel,
        files=files_of(request),
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return message_out(message)


@writing.post("/cases/{number}/add_note", MessageOut, status=201, with_files=True)
def add_note(request: ApiRequest, number: str, body: NoteIn) -> MessageOut:
    """For everyone who may see the case; the customer never sees it."""
    message = actions.add_note(
        find_case(request, number),
        words=body.words,
        files=files_of(request),
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return message_out(message)


@writing.post("/cases/{number}/record_attempt", AttemptOut, status=201)
def record_attempt(request: ApiRequest, number: str, body: AttemptIn) -> AttemptOut:
    """A try to reach the customer, signed by who tried. Three in vain let a resolved case close (CAS-3)."""
    case = find_case(request, number)
    by = in_the_name_of(request, body.staff)
    attempt = actions.record_attempt(
        case,
        channel=body.channel,
        result=body.result,
        words=body.words,
        by=by,
        now=request.now,
        seen=seen_version(request),
    )
    return AttemptOut(
        id=attempt.pk,
        channel=attempt.channel,
        result=attempt.result,
        words=attempt.words,
        at=attempt.at,
        by=by.staff.username,
    )
