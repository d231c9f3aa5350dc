"""The lines of the access log sealed into a chain of blocks, and the chain checked (INF-3).

Each block holds how many lines it has, a hash over their hashes, the last number of each writer in it, and the hash
of the block before; all of it under the key that only our processes have.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Count, Max, Min, Sum

from alongside.kernel.access_cutting import proven_cuts
from alongside.kernel.access_log import EPOCH, MICROSECOND, audit_keys, mac_of
from alongside.kernel.models import AccessBlock, AccessLine

MOST_LINES = 50_000  # in one block
# Lines are sealed when nothing that was begun before them can still bring an earlier one. Clocks of our machines
# may differ by less than this.
SETTLED = timedelta(seconds=30)
_LOCK = "alongside.access_chain"

log = structlog.get_logger("alongside.access_log")

# The last line that is older than every transaction now writing.
_HORIZON = """
    SELECT max(id) FROM kernel_accessline
     WHERE at < %(now)s - make_interval(secs => %(seconds)s)
       AND at < coalesce((SELECT min(xact_start) FROM pg_stat_activity
                           WHERE datname = current_database() AND pid <> pg_backend_pid()
                             AND backend_xid IS NOT NULL), 'infinity') - make_interval(secs => %(seconds)s)
       AND id > %(last)s
"""
_TO_SEAL = """
    SELECT id, writer::text, number, mac FROM kernel_accessline WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
"""
_ALL = """
    SELECT id, (extract(epoch FROM at) * 1000000)::bigint, viewer_kind, viewer_id, role, act, page, about_kind,
           about_id, person_ids, origin, reason, writer::text, number, key_id, mac
      FROM kernel_accessline WHERE id > %s ORDER BY id LIMIT %s
"""


@transaction.atomic
def seal_lines(*, now: datetime, settled: timedelta = SETTLED) -> list[AccessBlock]:
    """Seal what has settled into blocks. One at a time; a second caller finds nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        before = AccessBlock.objects.order_by("-id").first()
        last = before.last_line if before else 0
        cursor.execute(_HORIZON, {"now": now, "seconds": settled.total_seconds(), "last": last})
        horizon = cursor.fetchone()[0]
        blocks: list[AccessBlock] = []
        while horizon is not None and last < horizon:
            cursor.execute(_TO_SEAL, [last, horizon, MOST_LINES])
            rows = cursor.fetchall()
            if not rows:
                break
            before = _block(rows, before, now)
            before.save(force_insert=True)
            blocks.append(before)
            last = before.last_line
    for one in blocks:
        # The log is kept elsewhere: who rewrites the whole chain would have to rewrite that too.
        log.info("access log sealed", block=one.pk, last_line=one.last_line, mac=bytes(one.mac).hex())
    return blocks


def _block(rows: list[tuple], before: AccessBlock | None, now: datetime) -> AccessBlock:
    root, ends = hashlib.sha256(), {}
    for pk, writer, number, mac in rows:
        root.update(pk.to_bytes(8, "big") + bytes(mac))
        ends[writer] = number
    key_id, key = next(iter(audit_keys().items()))
    block = AccessBlock(
        id=before.pk + 1 if before else 1,
        first_line=rows[0][0],
        last_line=rows[-1][0],
        line_count=len(rows),
        ends=ends,
        root=root.digest(),
        before=bytes(before.mac) if before else b"",
        sealed_at=now,
        key_id=key_id,
    )
    block.mac = _mac_of_block(key, block)
    return block


def _mac_of_block(key: bytes, block: AccessBlock) -> bytes:
    sealed = (block.sealed_at.astimezone(UTC) - EPOCH) // MICROSECOND
    told = [
        "block", block.pk, block.first_line, block.last_line, block.line_count, sorted(block.ends.items()),
        bytes(block.root).hex(), bytes(block.before).hex(), sealed,
    ]  # fmt: skip
    return hmac.digest(key, json.dumps(told, separators=(",", ":")).encode(), "sha256")


# --- checking -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written. `what` is a code, `line` or `block` say where."""

    # altered, removed, inserted, repeated, block_altered, block_removed, unknown_key, head_gone, cut, cut_altered
    what: str
    line: int | None = None
    block: int | None = None
    words: str = ""


@dataclass
class Checked:
    """What a check went through and what it found."""

    lines: int = 0
    sealed: int = 0
    blocks: int = 0
    cut: int = 0  # lines that went by a recorded cut, their time being over
    cut_before: datetime | None = None
    head: str = ""  # the last block's hash, to be kept elsewhere
    found: list[Finding] = field(default_factory=list)


@dataclass
class _Chain:
    """The lines in order against the writers' counts and the blocks' seals."""

    report: Checked
    numbers: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, set[int]] = field(default_factory=dict)  # numbers that altered lines claim
    keys: dict[str, bytes] = field(default_factory=audit_keys)
    last_id: int = 0
    cut_through: int = 0  # up to this line the front was cut, and we said so
    cut_unrecorded: int = 0  # up to this line it is gone, and nobody said so

    def line(self, row: tuple) -> None:
        pk, *line, key_id, mac = row
        writer, number = line[-2:]
        key = self.keys.get(key_id)
        if key is None:
            self.say("unknown_key", pk, f"AUDIT_KEYS has no key {key_id!r}")
        elif not hmac.compare_digest(mac_of(key, line), bytes(mac)):
            self.say("altered", pk, "altered, or inserted by somebody without the key")
            self.doubtful.setdefault(writer, set()).add(number)
            return  # what it says of itself proves nothing
        if pk <= self.cut_through:
            return  # it goes with the next batch
        self.count(writer, number, pk)

    def count(self, writer: str, number: int, pk: int) -> None:
        expected = self.numbers.get(writer, 0) + 1
        if number == expected:
            self.numbers[writer] = number
        elif number > expected:
            self.gone(writer, expected, number - 1, pk)
            self.numbers[writer] = number
        else:
            self.say("repeated", pk, f"a copy of line {number} of writer {writer}")

    def gone(self, writer: str, first: int, last: int, before: int | None) -> None:
        """Say which numbers are missing, unless an altered line stands for them."""
        doubtful = self.doubtful.get(writer, set())
        missing = [one for one in range(first, last + 1) if one not in doubtful]
        if not missing:
            return
        where = f"before line {before}" if before else f"up to line {self.last_id}"
        which = f"line {missing[0]}" if len(missing) == 1 else f"lines {missing[0]} to {missing[-1]}"
        self.say(
            "removed",
            None,
            f"{which} of writer {writer} {'is' if len(missing) == 1 else 'are'} gone, {where}",
        )

    def say(self, what: str, line: int | None, words: str, block: int | None = None) -> None:
        self.report.found.append(Finding(what, line, block, words))


def verify_log(
    *, head: str = "", heard: Callable[[Checked], None] = lambda report: None, batch: int = 20_000
) -> Checked:
    """Go through every line and block and name what was altered, removed or inserted.

    `head`: the hash of a block that was noted elsewhere; it must still be in the chain. Of a front that was cut by our
    retention the blocks and the sealed record are checked; one that somebody else cut is named. Reads only.
    """
    report = Checked()
    chain = _Chain(report)
    _check_cuts(chain)
    macs = _check_blocks(chain)
    _check_front(chain)
    blocks = iter(AccessBlock.objects.order_by("id").iterator(chunk_size=500))
    block = next(blocks, None)
    root, count = hashlib.sha256(), 0
    for rows in _lines(batch):
        for row in rows:
            pk = row[0]
            while block is not None and pk > block.last_line:
                _close(chain, block, root, count)
                block, root, count = next(blocks, None), hashlib.sha256(), 0
            chain.line(row)
            report.lines += 1
            if pk <= chain.cut_through:
                continue
            if block is not None and pk >= block.first_line:
                root.update(pk.to_bytes(8, "big") + bytes(row[-1]))
                count += 1
            elif block is not None:
                chain.say("inserted", pk, f"stands between blocks, before block {block.pk}", block.pk)
            chain.last_id = pk
        heard(report)
    while block is not None:
        _close(chain, block, root, count)
        block, root, count = next(blocks, None), hashlib.sha256(), 0
    if head and head not in macs:
        chain.say("head_gone", None, "the block that was noted elsewhere is no longer in the chain")
    return report


def _lines(batch: int) -> Iterator[list[tuple]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ALL, [last, batch])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _check_blocks(chain: _Chain) -> set[str]:
    """Each block's own hash, its number, and that it names the one before."""
    report, macs = chain.report, set()
    before: AccessBlock | None = None
    for block in AccessBlock.objects.order_by("id").iterator(chunk_size=2_000):
        expected = before.pk + 1 if before else 1
        key = chain.keys.get(block.key_id)
        if key is None or not hmac.compare_digest(_mac_of_block(key, block), bytes(block.mac)):
            chain.say("block_altered", None, f"block {block.pk} is not as it was sealed", block.pk)
        if block.pk != expected:
            chain.say("block_removed", None, f"blocks {expected} to {block.pk - 1} are gone", expected)
        elif bytes(block.before) != (bytes(before.mac) if before else b""):
            chain.say("block_altered", None, f"block {block.pk} does not follow the one before it", block.pk)
        report.blocks += 1
        report.sealed += block.line_count
        report.head = bytes(block.mac).hex()
        macs.add(report.head)
        before = block
    return macs


def _check_cuts(chain: _Chain) -> None:
    """How far we cut the front ourselves. From a record that is not ours on, none counts."""
    sealed = AccessBlock.objects
    for cut, is_ours in proven_cuts():
        last = sealed.filter(pk=cut.last_block).first()
        if not is_ours or last is None or last.last_line != cut.last_line or last.sealed_at >= cut.before:
            chain.say(
                "cut_altered",
                cut.last_line,
                f"the record of cut {cut.pk} is not as it was sealed",
                cut.last_block,
            )
            return
        chain.cut_through = cut.last_line
        chain.report.cut += cut.line_count
        chain.report.cut_before = cut.before


def _check_front(chain: _Chain) -> None:
    """Blocks at the front whose lines are all gone although no cut is recorded: told once, as what it is."""
    first = (
        AccessLine.objects.filter(id__gt=chain.cut_through)
        .order_by("id")
        .values_list("id", flat=True)
        .first()
    )
    gone = AccessBlock.objects.filter(last_line__gt=chain.cut_through).order_by("id")
    if first is not None:
        gone = gone.filter(last_line__lt=first)
    told = gone.aggregate(
        n=Count("id"), lines=Sum("line_count"), since=Min("first_line"), until=Max("last_line")
    )
    if told["n"]:
        words = f"the front was cut and nobody recorded it: {told['lines']} lines, {told['since']} to {told['until']}"
        chain.say("cut", told["until"], words, gone[0].pk)
        chain.cut_unrecorded = told["until"]


def _close(chain: _Chain, block: AccessBlock, root: Any, count: int) -> None:
    """At a block's end: are all its writers where they were, and is the count and the hash as sealed?"""
    if block.last_line <= max(chain.cut_through, chain.cut_unrecorded):
        for writer, number in block.ends.items():
            chain.numbers[writer] = max(number, chain.numbers.get(writer, 0))
        return  # what it held is gone, with a record or told already
    told = len(chain.report.found)
    for writer, number in block.ends.items():
        reached = chain.numbers.get(writer, 0)
        if reached < number:
            chain.gone(writer, reached + 1, number, None)
            chain.numbers[writer] = number
    if count != block.line_count:
        words = f"block {block.pk} (lines {block.first_line} to {block.last_line}) has {count} of {block.line_count}"
        chain.say("removed" if count < block.line_count else "inserted", None, words, block.pk)
    elif root.digest() != bytes(block.root) and told == len(chain.report.found):
        chain.say("altered", None, f"block {block.pk} does not hold the lines that were sealed", block.pk)
