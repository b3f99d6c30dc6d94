"""Records with something wrong in them: none is stored, none is a 5xx, none costs much.

Half are spoilt after they were sealed: whatever was changed, their digest no longer fits. The
others are sealed again afterwards, by a device that lies: what is then accepted must be a record
that reads as one, and everything that reads the endpoint must go on reading.
"""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import msgspec
import requests
from sqlalchemy import func, select

from inspect_app.domain.hazard import Hazard
from inspect_app.domain.inspection import Inspection
from sync.protocol import PushStatus, Record
from sync.server.db import Database
from sync.server.tables import records
from tests.sync.server.factories import Sealer, a_hazard, a_photo, an_inspection
from tests.torture._http import post_bytes
from tests.torture._mutations import spoil_bytes, spoil_value
from tests.torture._process import Process, process
from tests.torture._tally import Tally

FULL, SAMPLE = 10_000, 250
LONGEST_S = 5.0
MAX_GROWTH_MB = 200.0
SOUND_EVERY = 50
FORGED = ("author", "device", "unit", "seal", "digest", "kind", "id")
VIEWS = ("/v1/records", "/v1/inspections", "/v1/hazards", "/v1/statistics?by=domain", "/v1/units")
SHAPES: dict[str, Any] = {"inspection.submitted": Inspection, "hazard.reported": Hazard}


@dataclass
class _Seen:
    answers: Counter[str] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)
    sound: int = 0
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(trials: int, seed: int, folder: Path) -> Tally:
    chance, seen = Random(seed), _Seen()
    with process(folder) as endpoint, requests.Session() as session:
        sealer = Sealer(endpoint.stocked.grant("p-officer"))
        session.headers["Authorization"] = f"Bearer {sealer.enrolment.token}"
        _send_sound(endpoint, session, sealer, seen)
        before_mb = endpoint.peak_mb()
        for number in range(trials):
            _send_spoilt(endpoint, session, sealer, chance, seen, number)
            if number % SOUND_EVERY == 0:
                _send_sound(endpoint, session, sealer, seen)
        grown_mb = endpoint.peak_mb() - before_mb
        _read_everything(endpoint, session, seen)
    stored = _stored(folder)
    if grown_mb > MAX_GROWTH_MB:
        seen.faults.append(f"memory grew by {grown_mb:.0f} MB")
    return Tally(
        trials,
        faults=(*seen.faults, *_unsound(seen, stored)),
        counts={
            **dict(sorted(seen.answers.items())),
            "sound": seen.sound,
            "stored": stored,
            "slowest_s": round(seen.slowest_s, 3),
            "grown_mb": round(grown_mb, 1),
        },
    )


def _send_spoilt(
    endpoint: Process,
    session: requests.Session,
    sealer: Sealer,
    chance: Random,
    seen: _Seen,
    number: int,
) -> None:
    sound = _a_record(sealer, chance)
    text, may_be_stored = _spoilt(sound, sealer, chance)
    body = b'{"records":[' + text + b"]}"
    began = monotonic()
    answer = _push(endpoint, session, body, seen, is_packed=chance.random() < 0.2)
    took_s = monotonic() - began
    seen.slowest_s = max(seen.slowest_s, took_s)
    if answer is None or answer.status_code >= 500 or took_s > LONGEST_S:
        status = answer.status_code if answer is not None else "no answer"
        seen.faults.append(f"trial {number}: {status} after {took_s:.1f} s to {text[:300]!r}")
        return
    seen.answers[f"http_{answer.status_code}"] += 1
    if answer.status_code != 200:
        return
    for each in answer.json()["answers"]:
        seen.answers[each["status"]] += 1
        if each["status"] == PushStatus.accepted:
            seen.accepted.append(each["id"])
            if not (may_be_stored or _says_the_same(text, sound)):
                seen.faults.append(f"trial {number}: stored {text[:300]!r}")


def _spoilt(sound: Record, sealer: Sealer, chance: Random) -> tuple[bytes, bool]:
    """Return the record's text, and whether it may be a record all the same."""
    wire = sound.to_dict()
    match chance.randrange(4):
        case 0:
            return spoil_bytes(json.dumps(wire, ensure_ascii=False).encode(), chance), False
        case 1:
            return _text(spoil_value(wire, chance)), False
        case 2:
            name = chance.choice(FORGED)
            forged = {name: "f" * len(wire[name]) if wire[name] else "f"}
            return _text(wire | forged), False
    spoilt = spoil_value(wire, chance, within="body")
    try:
        again = replace(sound, body=spoilt["body"])
        return _text(again.sealed_by(bytes.fromhex(sealer.enrolment.key)).to_dict()), True
    except (ValueError, RecursionError):
        return _text(spoilt), False


def _says_the_same(text: bytes, sound: Record) -> bool:
    """Spoilt where it does not count: a blank less, or an addition that nobody reads."""
    said = json.loads(text.decode("utf-8", "replace"))
    wire = sound.to_dict()
    return all(said.get(name) == wire[name] for name in (*wire, "digest") if wire[name] is not None)


def _text(wire: dict[str, Any]) -> bytes:
    """As JSON; what UTF-8 cannot say is escaped, as a device that lies may do."""
    try:
        return json.dumps(wire, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError):
        return json.dumps(wire).encode()


def _a_record(sealer: Sealer, chance: Random) -> Record:
    """Return a sound record of one of the kinds; the chain goes on only when it is sent."""
    before = sealer.previous
    hazard, photo = a_hazard(), a_photo(chance.randbytes(20))
    made = chance.choice(
        (
            lambda: sealer.inspection(an_inspection(photos=[photo])),
            lambda: sealer.hazard(hazard),
            lambda: sealer.event(hazard, "confirmed", grade="general", due_on="2026-12-01"),
            lambda: sealer.record("asset.code_seen", "u-first", {"code": "X1", "asset": ""}),
        )
    )()
    sealer.previous = before
    return made


def _send_sound(endpoint: Process, session: requests.Session, sealer: Sealer, seen: _Seen) -> None:
    """In between, somebody works: that must not be disturbed."""
    sound = sealer.inspection(an_inspection())
    answer = _push(endpoint, session, b'{"records":[' + _text(sound.to_dict()) + b"]}", seen)
    if answer is None or answer.status_code != 200:
        seen.faults.append("a sound record was not answered")
    elif answer.json()["answers"][0]["status"] != PushStatus.accepted:
        seen.faults.append(f"a sound record was refused: {answer.text[:300]}")
    else:
        seen.sound += 1


def _push(
    endpoint: Process,
    session: requests.Session,
    body: bytes,
    seen: _Seen,
    *,
    is_packed: bool = False,
) -> requests.Response | None:
    try:
        return post_bytes(session, endpoint.address, body, is_packed=is_packed)
    except requests.RequestException as error:
        seen.faults.append(f"no answer: {error!r}")
        return None


def _read_everything(endpoint: Process, session: requests.Session, seen: _Seen) -> None:
    for path in VIEWS:
        answer = session.get(endpoint.address + path, timeout=30)
        if answer.status_code != 200:
            seen.faults.append(f"{path} answered {answer.status_code} afterwards")
    after, more = "", True
    while more:
        page = session.get(f"{endpoint.address}/v1/records", params={"after": after}, timeout=30)
        for record in page.json()["items"]:
            _read_one(record, seen)
        after, more = page.json()["cursor"], page.json()["more"]


def _read_one(record: dict[str, Any], seen: _Seen) -> None:
    shape = SHAPES.get(record["kind"], dict)
    try:
        msgspec.convert(record["body"], shape)
    except msgspec.ValidationError as error:
        seen.faults.append(f"{record['kind']} {record['id']} is stored and unreadable: {error}")


def _stored(folder: Path) -> int:
    database = Database(f"sqlite:///{folder / 'data' / 'endpoint.sqlite'}")
    with database.reading() as connection:
        count = connection.execute(select(func.count()).select_from(records)).scalar_one()
    database.close()
    return count


def _unsound(seen: _Seen, stored: int) -> list[str]:
    """What is stored is what was said to be stored."""
    told = seen.sound + len(seen.accepted)
    return [] if stored == told else [f"{told} were accepted, {stored} are stored"]
