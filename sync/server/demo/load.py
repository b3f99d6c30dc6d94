"""Loads the demo district once; its records come in through the same gate as any."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, insert, select

from forms.definition import Form
from forms.files import load_library
from inspect_app.domain.asset import Asset
from inspect_app.domain.inspection import InspectionKind
from inspect_app.domain.unit import Person, Role, Unit
from sync.protocol import GENESIS, Record, canonical
from sync.server.accounts import set_account
from sync.server.auth import EVERYWHERE, Caller, hash_secret
from sync.server.blob_rights import Entry, enter_blobs
from sync.server.blob_store import blob_name
from sync.server.catalog import Item, put_items
from sync.server.demo.attributes import described
from sync.server.demo.district import INSPECTORS, campaign, people, units
from sync.server.demo.equipment import assets
from sync.server.demo.facts import Fact, Story
from sync.server.demo.loop import Parties, go_round
from sync.server.demo.scenes import Fonts, draw_scene
from sync.server.demo.walks import MAX_ASSETS_OF_A_KIND, Visit, walk
from sync.server.endpoint import Endpoint
from sync.server.enrolment import make_code, scope_text
from sync.server.incoming import Incoming, read_incoming
from sync.server.ingest import Push, ingest
from sync.server.moments import DISTRICT_TIME, as_text
from sync.server.tables import devices, enrolment_codes

SEED = "demo-district-1"
PASSWORD = "demo"
"""Of every demo person; the demo district holds nothing that is worth a better one."""
DAYS = 21
ENROLLED = ("demo-inspector-1", "demo-inspector-2", "demo-safety_officer-0101")
"""Whose enrolment codes are made at every start."""
SIGN_INS = (*ENROLLED, "demo-principal-0101", "demo-bureau-1", "demo-admin")

OnProgress = Callable[[str, int, int], None]
"""Stage, steps done, steps in all."""


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    person: Person
    login: str
    password: str
    code: str
    """One-time enrolment code; empty for who works at the desk only."""


@dataclass(frozen=True, slots=True)
class DemoAccess:
    sign_ins: tuple[DemoSignIn, ...]
    was_loaded: bool
    """It was there already."""


def load_demo(
    endpoint: Endpoint,
    font: Path | None = None,
    on_progress: OnProgress = lambda *_: None,
) -> DemoAccess:
    """Load the district into an endpoint unless it is there, and make fresh enrolment codes."""
    staff = {person.id: person for person in people()}
    with endpoint.database.reading() as connection:
        query = select(devices.c.id).where(devices.c.id == _device_id("demo-inspector-1"))
        was_loaded = connection.execute(query).first() is not None
    if not was_loaded:
        _load(endpoint, staff, Fonts(font), on_progress)
    with endpoint.database.writing() as connection:
        codes = {person: _fresh_code(connection, endpoint, person) for person in ENROLLED}
    sign_ins = (DemoSignIn(staff[id], id, PASSWORD, codes.get(id, "")) for id in SIGN_INS)
    return DemoAccess(tuple(sign_ins), was_loaded)


def _load(
    endpoint: Endpoint, staff: dict[str, Person], fonts: Fonts, on_progress: OnProgress
) -> None:
    now = endpoint.now().astimezone(DISTRICT_TIME).replace(microsecond=0)
    story = Story(Random(SEED), lambda subject, lines, r: draw_scene(subject, lines, r, fonts))
    library, bare_units = load_library(), units()
    things = assets(bare_units, now.date(), SEED)
    all_units = tuple(described(unit, things) for unit in bare_units)
    _tell(story, all_units, library, things, staff, now, on_progress)
    for done, (sha256, content) in enumerate(story.photos.items(), 1):
        endpoint.blobs.put(blob_name(sha256), content)
        on_progress("photos", done, len(story.photos))
    with endpoint.database.writing() as connection:
        items = [
            *map(Item.of_unit, all_units),
            *map(Item.of_person, staff.values()),
            *(Item.of_form(form.to_dict()) for form in library),
            Item.of_campaign(campaign(now.date())),
            *map(Item.of_asset, things),
        ]
        put_items(connection, items)
        password_hash = hash_secret(PASSWORD)
        for person in staff.values():
            set_account(connection, person.id, _scope(person), person.id, password_hash)
            _enter_device(connection, person, now - timedelta(days=DAYS + 1))
        _send(connection, endpoint, story, staff, on_progress)


def _tell(
    story: Story,
    all_units: tuple[Unit, ...],
    library: tuple[Form, ...],
    things: tuple[Asset, ...],
    staff: dict[str, Person],
    now: datetime,
    on_progress: OnProgress,
) -> None:
    """Three visits on every working day of three weeks; every unit is seen."""
    forms = {form.id: form for form in library}
    turn = 0
    for days_ago in range(DAYS, 0, -1):
        day = now - timedelta(days=days_ago)
        on_progress("inspections", DAYS - days_ago + 1, DAYS)
        if day.weekday() >= 5:
            continue
        for hour in (8, 10, 14):
            at = day.replace(hour=hour, minute=story.random.randrange(60), second=0)
            unit = all_units[turn % len(all_units)]
            form = forms[unit.domains[turn // len(all_units) % len(unit.domains)]]
            _visit(story, unit, form, things, staff, at, now, turn)
            turn += 1


def _visit(
    story: Story,
    unit: Unit,
    form: Form,
    things: tuple[Asset, ...],
    staff: dict[str, Person],
    at: datetime,
    now: datetime,
    turn: int,
) -> None:
    principal = staff[f"demo-{Role.principal}-{unit.code}"]
    officer = staff[f"demo-{Role.safety_officer}-{unit.code}"]
    first = staff[f"demo-inspector-{turn % INSPECTORS + 1}"]
    second = staff[f"demo-inspector-{(turn + 1) % INSPECTORS + 1}"]
    kinds = (InspectionKind.self_check, InspectionKind.supervision, InspectionKind.spot_check)
    kind = kinds[turn % len(kinds)]
    inspectors = (first, second) if kind.is_official else (officer,)
    own = _some(unit, form, things, story.random)
    hazards = walk(Visit(unit, form, kind, inspectors, principal, at, own), story)
    for hazard in hazards:
        go_round(hazard, Parties(first, officer), now, story)


def _some(unit: Unit, form: Form, things: tuple[Asset, ...], random: Random) -> tuple[Asset, ...]:
    chosen: list[Asset] = []
    for kind in form.asset_kinds():
        own = [asset for asset in things if asset.unit == unit.id and asset.kind == kind]
        chosen += random.sample(own, min(len(own), MAX_ASSETS_OF_A_KIND))
    return tuple(chosen)


def _send(
    connection: Connection,
    endpoint: Endpoint,
    story: Story,
    staff: dict[str, Person],
    on_progress: OnProgress,
) -> None:
    """Seal each fact with its author's device and push it, in the order in which they happened."""
    last = dict.fromkeys(staff, GENESIS)
    facts = sorted(story.facts, key=lambda fact: fact.at)
    for done, fact in enumerate(facts, 1):
        record = _sealed(fact, last[fact.by.id], story)
        last[fact.by.id] = record.digest
        _push(connection, endpoint, record, fact)
        on_progress("records", done, len(facts))
    sent = sorted({(fact.by.id, sha) for fact in facts for sha in fact.blobs})
    entries = [
        Entry(sha256, len(story.photos[sha256]), "image/jpeg", person, facts[-1].at)
        for person, sha256 in sent
    ]
    if entries:
        enter_blobs(connection, entries)


def _push(connection: Connection, endpoint: Endpoint, record: Record, fact: Fact) -> None:
    incoming = read_incoming(canonical(record.to_dict()))
    scope = (EVERYWHERE,) if not fact.by.unit else (fact.by.unit,)
    caller = Caller(fact.by, scope, record.device, _device_key(fact.by.id))
    received_at = fact.at + timedelta(seconds=90)
    push = Push(caller, [incoming], received_at, sent_at=received_at)
    answer = ingest(connection, push, endpoint.settings.district_code)[0]
    if not answer.status.is_stored or not isinstance(incoming, Incoming):
        raise RuntimeError(f"the demo's own record was refused: {fact.kind} {answer.code}")


def _sealed(fact: Fact, previous: str, story: Story) -> Record:
    return Record(
        id=story.new_id(fact.at),
        kind=str(fact.kind),
        unit=fact.unit,
        author=fact.by.id,
        device=_device_id(fact.by.id),
        recorded_at=fact.at.isoformat(),
        elapsed_ms=fact.elapsed_ms,
        previous=previous,
        blobs=tuple(dict.fromkeys(fact.blobs)),
        body=fact.body,
    ).sealed_by(_device_key(fact.by.id))


def _device_id(person: str) -> str:
    return f"demo-device-{person.removeprefix('demo-')}"


def _device_key(person: str) -> bytes:
    """Not secret: whoever reads this can seal as a demo device, but not sign in as one."""
    return hashlib.sha256(f"{SEED}/key/{person}".encode()).digest()


def _enter_device(connection: Connection, person: Person, at: datetime) -> None:
    row = {
        "id": _device_id(person.id),
        "person": person.id,
        "name": "演示设备",
        "platform": "demo",
        "app_version": "",
        "token_hash": f"none {_device_id(person.id)}",
        "key": _device_key(person.id).hex(),
        "enrolled_at": as_text(at),
        "revoked_at": as_text(at),
        "last_digest": GENESIS,
    }
    connection.execute(insert(devices).values(row))


def _scope(person: Person) -> str:
    return scope_text((person.unit,) if person.unit else (EVERYWHERE,))


def _fresh_code(connection: Connection, endpoint: Endpoint, person: str) -> str:
    unused = (enrolment_codes.c.person == person, enrolment_codes.c.used_at.is_(None))
    connection.execute(delete(enrolment_codes).where(*unused))
    lifetime = endpoint.settings.code_lifetime
    return make_code(connection, person, endpoint.now(), lifetime)
