"""Records in and out: push in batches, pull by cursor."""

from collections.abc import Container, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Row, select

from sync.protocol import (
    API,
    MAX_BATCH_BYTES,
    MAX_BATCH_RECORDS,
    MAX_RECORD_BYTES,
    PAGE_RECORDS,
    PushAnswer,
)
from sync.server.auth import (
    Caller,
    authenticate_device,
    bearer,
    device_callers,
    hash_token,
    token_unknown,
)
from sync.server.bodies import bound_values, json_response, read_json, receive_body
from sync.server.cursors import make_cursor, read_cursor
from sync.server.endpoint import Endpoint, Served, signed_in
from sync.server.errors import ApiError
from sync.server.familiar import Familiar
from sync.server.gathering import Gathering
from sync.server.incoming import Incoming, Refused, Sealed, read_incoming, read_sealed
from sync.server.ingest import COUNTER, Push, ingest_all, weight_of
from sync.server.messages import language_of
from sync.server.models import ErrorModel, PushAnswersModel, PushModel, RecordPageModel, body_of
from sync.server.precedence import GiveWay, Precedence
from sync.server.tables import records

router = APIRouter(prefix=API, tags=["records"])

READ_AT_ONCE = 1
"""Batches read at a time: reading is Python's work, and only one thread at a time gets to do that;
more of them would only keep the thread that stores waiting."""
READ_HERE_BYTES = 16_000
"""A body of one inspection or two is read sooner than a thread could take it over."""
MAX_GROUP_WEIGHT = 5_000
"""Records and photos judged in one transaction: a tenth of a second or two."""
MAX_PAGE_BYTES = 4_000_000
"""A page of long inspections ends early, and says that there is more."""


class PushBody(msgspec.Struct):
    """A batch of which nothing is known yet: one spoilt record must not refuse the others."""

    records: list[msgspec.Raw]
    sent_at: datetime | None = None


class SealedBody(msgspec.Struct):
    """What nearly every batch is: each record has the shape of one."""

    records: list[Sealed]
    sent_at: datetime | None = None


@router.post(
    "/records",
    response_model=PushAnswersModel,
    responses={401: {"model": ErrorModel}, 413: {"model": ErrorModel}},
    dependencies=[signed_in],
    openapi_extra=body_of(PushModel),
)
async def push_records(request: Request) -> Response:
    """Store up to 50 records in one transaction; one answer each, in order. Safe to repeat."""
    token = bearer(request)
    body = await receive_body(request, MAX_BATCH_BYTES)
    language = language_of(request.headers.get("accept-language"))
    state = request.app.state
    reading = partial(read_batch, state.endpoint, state.familiar, token, body, language)
    if len(body) <= READ_HERE_BYTES and hash_token(token) in state.familiar:
        posted = reading()
    else:
        aside = partial(reading, give_way=state.precedence.give_way)
        posted = await to_thread.run_sync(aside, limiter=state.reading)
    answers = await state.pushes.done(posted)
    return json_response(request, {"answers": answers})


@dataclass(frozen=True, slots=True)
class Posted:
    """A batch that was read, and the token that it came with."""

    token_hash: str
    batch: Sequence[Incoming | Refused]
    received_at: datetime
    language: str
    sent_at: datetime | None

    def by(self, caller: Caller) -> Push:
        return Push(caller, self.batch, self.received_at, self.language, self.sent_at)


def _no_way_to_give() -> None:
    pass


def read_batch(
    endpoint: Endpoint,
    familiar: Familiar,
    token: str,
    body: bytes,
    language: str,
    give_way: GiveWay = _no_way_to_give,
) -> Posted:
    """Read and verify what came; nothing is judged yet.

    Raises `ApiError` for what is no batch, and for a stranger.
    """
    now, token_hash = endpoint.now(), hash_token(token)
    asked = _asked(body)
    if len(asked.records) > MAX_BATCH_RECORDS:
        raise ApiError(413, "batch_too_large")
    if token_hash not in familiar:
        with endpoint.database.reading() as connection:
            authenticate_device(connection, token, now)
        familiar.greet(token_hash)
    sent_at = asked.sent_at if asked.sent_at and asked.sent_at.tzinfo else None
    return Posted(token_hash, read_records(asked, give_way), now, language, sent_at)


def _asked(body: bytes) -> SealedBody | PushBody:
    """Read the body once, and once more only where a record in it is none, or may be too large."""
    bound_values(body)
    if len(body) <= MAX_RECORD_BYTES:
        try:
            return _SEALED.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
    return read_json(body, PushBody)


_SEALED = msgspec.json.Decoder(SealedBody)


def read_records(
    asked: SealedBody | PushBody, give_way: GiveWay = _no_way_to_give
) -> list[Incoming | Refused]:
    read: list[Incoming | Refused] = []
    for each in asked.records:
        give_way()
        read.append(read_sealed(each) if isinstance(each, Sealed) else read_incoming(bytes(each)))
    return read


Answers = list[PushAnswer] | ApiError


def gathered_pushes(
    endpoint: Endpoint, familiar: Familiar, precedence: Precedence
) -> Gathering[Posted, Answers]:
    """Return what stores the batches of concurrent pushes in one transaction."""
    judging = precedence.of_judging if endpoint.database.is_sqlite else nullcontext

    def store(group: Sequence[Posted]) -> list[Answers]:
        with endpoint.database.writing() as connection, judging():
            callers = device_callers(connection, {each.token_hash for each in group})
            pushes = [each.by(callers[each.token_hash]) for each in group if _is_in(callers, each)]
            answers = iter(ingest_all(connection, pushes, endpoint.settings.district_code))
        for each in group:
            if not _is_in(callers, each):
                familiar.forget(each.token_hash)
        return [next(answers) if _is_in(callers, each) else token_unknown() for each in group]

    return Gathering(store, lambda posted: weight_of(posted.batch), MAX_GROUP_WEIGHT)


def _is_in(callers: Container[str], posted: Posted) -> bool:
    return posted.token_hash in callers


@router.get("/records", response_model=RecordPageModel, dependencies=[signed_in])
def pull_records(
    request: Request,
    endpoint: Served,
    after: Annotated[str, Query(max_length=64, description="`cursor` of the last page")] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_RECORDS)] = PAGE_RECORDS,
) -> Response:
    """The records within scope in the endpoint's order, from where the last page ended."""
    with endpoint.asking(request) as (caller, connection):
        start = read_cursor(connection, after, caller, COUNTER)
        query = caller.within(select(records).where(records.c.seq > start), records.c.unit)
        query = query.order_by(records.c.seq).limit(limit + 1)
        rows = connection.execution_options(yield_per=50).execute(query)
        items, size, last, more = [], 0, start, False
        for row in rows:
            if len(items) == limit or size > MAX_PAGE_BYTES:
                more = True
                break
            items.append(record_dict(row))
            size += len(row.body)
            last = row.seq
        rows.close()
        cursor = make_cursor(connection, last, caller, COUNTER)
    return json_response(request, {"items": items, "cursor": cursor, "more": more, "removed": ()})


def record_dict(row: Row) -> dict[str, object]:
    """Return the wire's record; its body goes out as the very text that is stored."""
    return {
        "id": row.id,
        "kind": row.kind,
        "unit": row.unit,
        "author": row.author,
        "device": row.device,
        "recorded_at": row.recorded_at,
        "elapsed_ms": row.elapsed_ms,
        "previous": row.previous,
        "blobs": msgspec.Raw(row.blobs.encode()),
        "body": msgspec.Raw(row.body.encode()),
        "digest": row.digest,
        "seal": row.seal,
        "seq": row.seq,
        "received_at": row.received_at,
    }
