"""One run of the exchange with the endpoint: push, upload, pull. It reads as the protocol."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from sync.errors import (
    ProtocolMismatch,
    RequestRejected,
    ServerTrouble,
    SyncError,
    TimedOut,
    UploadRejected,
)
from sync.local import LocalStore, PendingBlob
from sync.progress import Phase, Progress, Reporter
from sync.protocol import (
    API,
    MAX_BATCH_BYTES,
    MAX_BATCH_RECORDS,
    MAX_BLOB_BYTES,
    MAX_RECORD_BYTES,
    PAGE_RECORDS,
    Page,
    PushAnswer,
    Record,
    ReferenceKind,
    canonical,
)
from sync.transport import Transport
from sync.uploads import Pace, upload

PARALLEL_UPLOADS = 2
FRAME_BYTES = 128
"""What surrounds the records in a message."""
MAX_FAILURES = 3
"""Records or photos that the endpoint breaks at, before it is left alone until the next run."""
UNREADABLE = {400, 413, 422}
"""What the endpoint says of a message that it will not read: some record in it is to blame."""
BROKEN = 500
"""It broke at the message, perhaps at one record in it; gateways have statuses of their own."""
CURSOR_INVALID = "cursor_invalid"
"""The endpoint's word for a cursor of another endpoint, or of before a restore."""
RECORDS = "records"
"""The name of the cursor of the records' pull; reference kinds have their own."""


@dataclass(slots=True)
class SyncOutcome:
    """What one run did; every failure is in `errors`, none is raised."""

    records_stored: int = 0
    records_held: int = 0
    photos_stored: int = 0
    photos_held: int = 0
    photo_bytes: int = 0
    """How many more the endpoint holds than it said before."""
    references_pulled: int = 0
    records_pulled: int = 0
    was_pull_cut: bool = False
    """Whether the next run goes on where a pull of this one stopped."""
    errors: list[SyncError] = field(default_factory=list)
    clock_ahead_s: float | None = None
    """By how much the device's clock runs ahead of the endpoint's; None when it was not told."""

    @property
    def is_complete(self) -> bool:
        return not self.errors

    @property
    def has_moved(self) -> bool:
        """Whether what is to be tried again got nearer to its place: that is worth another try.

        What others recorded comes in all the time, and says nothing of what does not leave.
        """
        pulled = self.was_pull_cut and (self.records_pulled or self.references_pulled)
        return bool(self.records_stored or self.photo_bytes or pulled)

    @property
    def retry_after_s(self) -> float | None:
        asked = [error.params.get("retry_after_s") for error in self.errors]
        return max((seconds for seconds in asked if isinstance(seconds, float)), default=None)


async def synchronize(
    transport: Transport,
    local: LocalStore,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    pace: Pace | None = None,
    with_photos: bool = True,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SyncOutcome:
    """Bring both ends to the same set of facts, as far as the line carries.

    `pace` is kept from run to run: what was learned about the line. `now` is the device's clock,
    sent along so that a wrong one can be told from a late record.
    """
    run = _Run(transport, local, Reporter(on_progress), pace or Pace(), now)
    local.recover()
    run.expect(with_photos)
    sends = [run.push_records, run.upload_photos] if with_photos else [run.push_records]
    await run.take([*sends, run.pull_references, run.pull_records, run.pull_old_forms])
    if RECORDS in run.begun_anew:
        run.expect(with_photos)
        await run.take(sends)
    run.report.end()
    return run.outcome


async def pull_reference_data(
    transport: Transport, local: LocalStore, on_progress: Callable[[Progress], None]
) -> SyncOutcome:
    """Fetch only what a device needs to begin: units, people, assets, forms, campaigns."""
    run = _Run(transport, local, Reporter(on_progress))
    await run.pull_references()
    run.report.end()
    return run.outcome


@dataclass(slots=True)
class _Run:
    transport: Transport
    local: LocalStore
    report: Reporter
    pace: Pace = field(default_factory=Pace)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    outcome: SyncOutcome = field(default_factory=SyncOutcome)
    is_over: bool = False
    begun_anew: set[str] = field(default_factory=set)
    """The cursors that the endpoint disowned: it may lack what it once acknowledged."""
    failures: int = 0

    def expect(self, with_photos: bool) -> None:
        now = self.report.now
        waiting_bytes = self.local.waiting_bytes() if with_photos else 0
        records = now.records_done + len(self.local.waiting_records())
        self.report.expect(records, now.bytes_done + waiting_bytes)

    async def take(self, steps: Sequence[Callable[[], Awaitable[None]]]) -> None:
        for step in steps:
            if self.is_over:
                return
            await step()

    async def push_records(self) -> None:
        self.report.enter(Phase.pushing)
        self.failures = 0
        for batch in _batches(self._sendable()):
            try:
                await self._push(batch)
            except SyncError as error:
                self._note(error)
                return

    def _sendable(self) -> list[Record]:
        records = [self.local.record(record_id) for record_id in self.local.waiting_records()]
        for record in [record for record in records if _size(record) > MAX_RECORD_BYTES]:
            self._hold(record, RequestRejected(413, "record_too_large"))
            records.remove(record)
        return records

    async def _push(self, batch: Sequence[Record]) -> None:
        ids = [record.id for record in batch]
        self.local.begin_sending(ids)
        try:
            answers = await self._answers(batch)
        except SyncError as error:
            if not _blames_a_record(error):
                self.local.give_back(ids, error)
                raise
            await self._push_halves(batch, error)
        else:
            self._settle(ids, answers)

    async def _push_halves(self, batch: Sequence[Record], error: SyncError) -> None:
        """One record must not hold up the others: find the one that spoils the message."""
        if len(batch) == 1:
            return self._leave(batch[0], error)
        middle = len(batch) // 2
        try:
            await self._push(batch[:middle])
        except SyncError:
            self.local.give_back([record.id for record in batch[middle:]], error)
            raise
        await self._push(batch[middle:])

    def _leave(self, record: Record, error: SyncError) -> None:
        """Hold what will not be read; what the endpoint broke at may be taken once it is mended."""
        if isinstance(error, RequestRejected):
            return self._hold(record, error)
        self.local.give_back([record.id], error)
        self.failures += 1
        if self.failures >= MAX_FAILURES:
            raise error
        self._note(error)

    async def _answers(self, batch: Sequence[Record]) -> list[PushAnswer]:
        message = {
            "records": [record.to_dict() for record in batch],
            "sent_at": self.now().isoformat(),
        }
        said = await self.transport.post_json(f"{API}/records", message)
        self._compare_clocks()
        with _reading():
            return [answer for each in said["answers"] if (answer := _read_answer(each))]

    def _settle(self, ids: Sequence[str], answers: Sequence[PushAnswer]) -> None:
        by_id = {answer.id: answer for answer in answers if answer.id in ids}
        for answer in answers:
            # Of two answers that contradict each other neither is believed.
            if by_id.get(answer.id, answer) != answer:
                del by_id[answer.id]
        self.local.settle(tuple(by_id.values()))
        stored = sum(answer.status.is_stored for answer in by_id.values())
        self.outcome.records_stored += stored
        self.outcome.records_held += len(by_id) - stored
        self.report.answered(len(by_id))
        unanswered = [record_id for record_id in ids if record_id not in by_id]
        if unanswered:
            error = ProtocolMismatch(f"no answer for {len(unanswered)} records")
            self.local.give_back(unanswered, error)
            if not by_id:
                raise error
            self._note(error)

    def _hold(self, record: Record, reason: SyncError) -> None:
        self.local.hold(record.id, reason)
        self.outcome.records_held += 1
        self.report.answered(1)

    async def upload_photos(self) -> None:
        self.report.enter(Phase.uploading)
        self.failures = 0
        self.expect(with_photos=True)
        queue = deque(self.local.waiting_blobs())
        workers = (self._upload_from(queue) for _ in range(PARALLEL_UPLOADS))
        for result in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result

    async def _upload_from(self, queue: deque[PendingBlob]) -> None:
        """Take the next photo until none is left, or until all would fail."""
        while queue and not self.is_over:
            pending = queue.popleft()
            try:
                await self._upload(pending)
            except SyncError as error:
                self.local.give_back_blob(pending.sha256, error)
                self._note(error)
                self.failures += 1
                if self.failures >= MAX_FAILURES:
                    queue.clear()

    async def _upload(self, pending: PendingBlob) -> None:
        sha256 = pending.sha256

        def count_moved(count: int) -> None:
            self.outcome.photo_bytes += count

        try:
            if pending.size > MAX_BLOB_BYTES:
                raise UploadRejected("too large", sha256=sha256, status=413)
            await upload(
                self.transport,
                self.local.blob(sha256),
                pending.resume,
                pace=self.pace,
                on_progress=partial(self.report.arrived, sha256),
                on_moved=count_moved,
                remember=lambda path: self.local.remember_upload(sha256, path),
            )
        except UploadRejected as error:
            self.local.hold_blob(sha256, error)
            self.outcome.photos_held += 1
        else:
            self.local.blob_stored(sha256)
            self.outcome.photos_stored += 1

    async def pull_references(self) -> None:
        self.report.enter(Phase.references)
        for kind in ReferenceKind:
            apply = partial(self.local.apply_references, kind)
            path = f"{API}/reference/{kind}?after="
            self.outcome.references_pulled += await self._pull(path, kind, apply)

    async def pull_records(self) -> None:
        self.report.enter(Phase.records)
        path = f"{API}/records?limit={PAGE_RECORDS}&after="
        self.outcome.records_pulled += await self._pull(path, RECORDS, self.local.apply_records)

    async def pull_old_forms(self) -> None:
        """Fetch the versions that others' inspections were made with: their words show them."""
        for wanted in self.local.wanted_forms():
            form_id, version = (quote(part, safe="") for part in wanted)
            try:
                said = await self.transport.get_json(f"{API}/forms/{form_id}/versions/{version}")
                self.local.settle_form(wanted, said)
            except RequestRejected:
                self.local.settle_form(wanted, None)
            except SyncError as error:
                return self._note(error)

    async def _pull(self, path: str, name: str, apply: Callable[[Page], None]) -> int:
        """Apply page after page; what was applied before an error stays applied."""
        pulled = 0
        try:
            has_more = not self.is_over
            while has_more:
                cursor, page = await self._page(path, name, self.local.cursor(name))
                if page.more and (page.cursor == cursor or not (page.items or page.removed)):
                    raise ProtocolMismatch(f"{name}: more, but nothing comes")
                if page.cursor != cursor:
                    apply(page)
                has_more = page.more
                pulled += len(page.items) + len(page.removed)
                self.report.pulled(len(page.items))
        except SyncError as error:
            self._note(error)
            self.outcome.was_pull_cut |= name not in self.begun_anew
        return pulled

    async def _page(self, path: str, name: str, cursor: str) -> tuple[str, Page]:
        """Return (cursor asked with, page): from the start when the endpoint disowns the cursor."""
        try:
            said = await self.transport.get_json(path + quote(cursor, safe=""))
        except RequestRejected as error:
            if error.cause != CURSOR_INVALID or not cursor or name in self.begun_anew:
                raise
            self.begun_anew.add(name)
            if name == RECORDS:
                self.local.send_again()
            return await self._page(path, name, "")
        self._compare_clocks()
        with _reading():
            return cursor, Page.from_dict(said)

    def _compare_clocks(self) -> None:
        if self.transport.told_at is not None:
            self.outcome.clock_ahead_s = (self.now() - self.transport.told_at).total_seconds()

    def _note(self, error: SyncError) -> None:
        """One slow answer stops nothing else; where a second is slow too, all would be."""
        is_slow_again = isinstance(error, TimedOut) and any(
            isinstance(earlier, TimedOut) for earlier in self.outcome.errors
        )
        self.outcome.errors.append(error)
        self.is_over = self.is_over or error.ends_run or is_slow_again


def _blames_a_record(error: SyncError) -> bool:
    """Whether the message would pass without one of its records, as far as can be told."""
    if isinstance(error, RequestRejected):
        return error.status in UNREADABLE
    return isinstance(error, ServerTrouble) and error.params.get("status") == BROKEN


def _read_answer(said: Any) -> PushAnswer | None:
    """Return None for what cannot be read: its record counts as unanswered, the others do not."""
    try:
        with _reading():
            return PushAnswer.from_dict(said)
    except ProtocolMismatch:
        return None


@contextmanager
def _reading() -> Iterator[None]:
    """Call an answer that is not of the agreed shape by our name."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProtocolMismatch(repr(error)) from error


def _batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Cut into batches by count and bytes, keeping the order; no batch is empty."""
    batch: list[Record] = []
    size = 0
    for record in records:
        grown = size + _size(record)
        if batch and (len(batch) == MAX_BATCH_RECORDS or grown > MAX_BATCH_BYTES - FRAME_BYTES):
            yield batch
            batch, grown = [], _size(record)
        batch.append(record)
        size = grown
    if batch:
        yield batch


def _size(record: Record) -> int:
    """Return the bytes of a record in a message, its comma included."""
    return len(canonical(record.to_dict())) + 1
