"""What became of each submission at each server: the one place that says whether it was sent."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from sync.server.moments import as_text
from sync.server.odk.errors import OdkError
from sync.server.odk.parts import File
from sync.server.tables import odk_submissions

LEASE = timedelta(minutes=3)
"""How long a submission belongs to the process that is sending it; renewed with every part. One
that was killed leaves it to the next after this."""
_c = odk_submissions.c


class State(StrEnum):
    waiting = "waiting"
    """Not sent yet, or it failed in a way that passes: it is tried again."""
    sending = "sending"
    sent = "sent"
    conflict = "conflict"
    """The server has it with other content: kept, shown, and not tried again by itself."""
    refused = "refused"
    """The server will not take it as it is: kept, shown, and not tried again by itself."""


@dataclass(frozen=True, slots=True)
class Submission:
    server: str
    inspection: str
    instance_id: str
    form: str
    xml: str
    """As it was first made: a server takes the rest of it only with these very bytes."""
    files: tuple[File, ...]
    files_sent: frozenset[str]
    state: State
    reason: str = ""
    message: str = ""
    tries: int = 0
    updated_at: str = ""

    @property
    def files_left(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.name not in self.files_sent)


def add(connection: Connection, submission: Submission, now: datetime) -> None:
    connection.execute(
        insert(odk_submissions).values(
            server=submission.server,
            inspection=submission.inspection,
            instance_id=submission.instance_id,
            form=submission.form,
            xml=submission.xml,
            files=json.dumps([astuple(each) for each in submission.files]),
            files_sent="[]",
            state=State.waiting,
            updated_at=as_text(now),
        )
    )


def known(connection: Connection, server: str, ids: Sequence[str]) -> set[str]:
    """Which of these inspections are on its list already, whatever became of them."""
    query = select(_c.inspection).where(_c.server == server, _c.inspection.in_(ids))
    return set(connection.execute(query).scalars())


def take_next(
    connection: Connection,
    server: str,
    now: datetime,
    but: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> Submission | None:
    """Claim the oldest that waits, or whose sender is gone; None when there is none.

    Not one of `but`; with `only`, none beyond these.
    """
    abandoned = and_(_c.state == State.sending, _c.updated_at < as_text(now - LEASE))
    query = (
        select(odk_submissions)
        .where(_c.server == server, or_(_c.state == State.waiting, abandoned))
        .where(_c.inspection.not_in(but))
        .order_by(_c.inspection)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if only is not None:
        query = query.where(_c.inspection.in_(only))
    row = connection.execute(query).first()
    if row is None:
        return None
    keep(connection, row.server, row.inspection, now, state=State.sending, tries=row.tries + 1)
    return _submission(row)


def keep(
    connection: Connection, server: str, inspection: str, now: datetime, **changes: Any
) -> None:
    key = and_(_c.server == server, _c.inspection == inspection)
    values = changes | {"updated_at": as_text(now)}
    connection.execute(update(odk_submissions).where(key).values(**values))


def keep_part(
    connection: Connection, submission: Submission, names: frozenset[str], now: datetime
) -> None:
    """The server has acknowledged these files: they are never sent again."""
    said = json.dumps(sorted(names))
    keep(connection, submission.server, submission.inspection, now, files_sent=said)


def keep_failure(
    connection: Connection, submission: Submission, error: OdkError, now: datetime
) -> State:
    """Note why; nothing is ever dropped."""
    state = State.waiting
    if error.is_final:
        state = State.conflict if error.code == State.conflict else State.refused
    changes = {"state": state, "reason": error.code, "message": error.message}
    keep(connection, submission.server, submission.inspection, now, **changes)
    return state


def wait_again(
    connection: Connection, server: str, now: datetime, only: Sequence[str] | None = None
) -> int:
    """Let what was refused be tried once more, as somebody asked."""
    stuck = and_(_c.server == server, _c.state.in_((State.conflict, State.refused)))
    if only is not None:
        stuck = and_(stuck, _c.inspection.in_(only))
    values = {"state": State.waiting, "updated_at": as_text(now)}
    return connection.execute(update(odk_submissions).where(stuck).values(**values)).rowcount


def counts(connection: Connection, server: str) -> dict[State, int]:
    query = select(_c.state, func.count()).where(_c.server == server).group_by(_c.state)
    return {State(state): count for state, count in connection.execute(query)}


def listed(connection: Connection, server: str = "") -> list[Submission]:
    query = select(odk_submissions).order_by(_c.server, _c.inspection)
    if server:
        query = query.where(_c.server == server)
    return [_submission(row) for row in connection.execute(query)]


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        server=row.server,
        inspection=row.inspection,
        instance_id=row.instance_id,
        form=row.form,
        xml=row.xml,
        files=tuple(File(*each) for each in json.loads(row.files)),
        files_sent=frozenset(json.loads(row.files_sent)),
        state=State(row.state),
        reason=row.reason,
        message=row.message,
        tries=row.tries,
        updated_at=row.updated_at,
    )
