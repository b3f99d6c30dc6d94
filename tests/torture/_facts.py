"""What the app acknowledged before it was killed, and whether the store still says the same."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_app.errors import PhotoUnknown
from inspect_app.platform.aes import AesCipher
from inspect_app.services.identity import required_identity
from inspect_app.storage.encryption import Encryption
from inspect_app.storage.outbox_entry import OutboxState
from inspect_app.storage.store import Store
from sync.protocol import Record, RecordKind

Answer = dict[str, Any]
KEY = bytes(range(32))


def encryption_of(device: Path) -> Encryption | None:
    """Every second device's store is encrypted; `device` ends in its number."""
    number = int(device.name.rpartition("-")[2])
    return Encryption(AesCipher(KEY), is_on=True) if number % 2 else None


class Teller:
    """Writes each fact by one call of the system: what was written outlives the process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def begin(self, verb: str, **about: Any) -> None:
        self._say({"begin": verb} | about)

    def end(self, **about: Any) -> None:
        self._say({"end": True} | about)

    def _say(self, fact: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(fact).encode() + b"\n")


def told(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield what was begun and how it ended; only the last may have no end."""
    begun: dict[str, Any] | None = None
    lines = path.read_text("utf-8").split("\n") if path.exists() else []
    for fact in map(json.loads, filter(None, lines)):
        if "begin" in fact:
            begun = fact
        else:
            yield begun or {}, fact
            begun = None
    if begun is not None:
        yield begun, None


def under_way(path: Path) -> str:
    """Return the verb that is at work at this moment, or an empty string."""
    last = path.read_bytes().rstrip(b"\n").rpartition(b"\n")[2] if path.exists() else b""
    try:
        return str(json.loads(last or b"{}").get("begin", ""))
    except ValueError:
        return ""


@dataclass
class Walk:
    """One inspection as the person last saw it."""

    answers: dict[str, Answer] = field(default_factory=dict)
    signed: str = ""
    is_submitted: bool = False


@dataclass
class Expected:
    """Everything acknowledged in one store's life, and what was found amiss."""

    walks: dict[str, Walk] = field(default_factory=dict)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    begun: dict[str, Any] = field(default_factory=dict)
    """What was under way when the process died: done or not, both are right."""

    def hear(self, facts: Path) -> None:
        """Take in what one child has told."""
        self.begun = {}
        for begun, ended in told(facts):
            if ended is None:
                self.begun = begun
            else:
                self.acknowledged += 1
                self._take(begun, ended)

    def _take(self, begun: dict[str, Any], ended: dict[str, Any]) -> None:
        match begun["begin"]:
            case "start":
                self.walks[ended["draft"]] = Walk()
            case "answer" | "photo":
                self.walks[begun["draft"]].answers[begun["slot"]] = ended["answer"]
            case "sign":
                self.walks[begun["draft"]].signed = begun["name"]
            case "submit":
                self.walks[begun["draft"]].is_submitted = True

    def compare(self, store: Store) -> None:
        """Look for each acknowledged fact in the store, as it was opened after the kill."""
        self._adopt_started(store)
        submitted: dict[str, list[Record]] = {}
        for record in own_records(store):
            if record.kind == RecordKind.inspection_submitted:
                submitted.setdefault(record.body["id"], []).append(record)
        for walk_id in self.walks:
            self._compare_walk(store, walk_id, submitted.get(walk_id, []))
        self.faults += [f"{each} was invented" for each in submitted.keys() - self.walks.keys()]
        self._compare_outbox(store)

    def _adopt_started(self, store: Store) -> None:
        """A draft nobody was told of may only be the one that was being started."""
        unknown = [each.id for each in store.drafts.all() if each.id not in self.walks]
        if len(unknown) > (self.begun.get("begin") == "start"):
            self.faults.append(f"drafts {unknown} were invented")
        self.walks |= {each: Walk() for each in unknown}

    def _compare_walk(self, store: Store, walk_id: str, records: list[Record]) -> None:
        walk, draft = self.walks[walk_id], store.drafts.fetch(walk_id)
        was_submitting = self.begun == {"begin": "submit", "draft": walk_id}
        if len(records) + (draft is not None) > 1:
            self.doubled.append(f"inspection {walk_id}")
        if not records and (draft is None or walk.is_submitted):
            self.lost.append(f"inspection {walk_id}")
            return
        if records and not walk.is_submitted:
            if not was_submitting:
                self.faults.append(f"{walk_id} submitted itself")
            walk.is_submitted = True
        body = records[0].body if records else None
        found = _answers_of(body) if body else _drafted_answers(store, walk_id)
        self._compare_answers(store, walk_id, found)
        signatures = body["signatures"] if body else draft.to_dict()["signatures"]
        self._compare_signature(walk_id, [each["name"] for each in signatures])
        if body:
            self._compare_hazards(store, body)

    def _compare_answers(self, store: Store, walk_id: str, found: dict[str, Answer]) -> None:
        walk = self.walks[walk_id]
        for slot, answer in walk.answers.items():
            now = found.get(slot, {"photos": []})
            if now != answer and not self._was_under_way(walk_id, slot, answer, now):
                self.lost.append(f"answer {walk_id} {slot}: {answer} became {now}")
        for slot in found.keys() - walk.answers.keys():
            if not self._was_under_way(walk_id, slot, {"photos": []}, found[slot]):
                self.faults.append(f"answer {walk_id} {slot} was invented")
        walk.answers = found
        for sha256 in {sha for answer in found.values() for sha in answer["photos"]}:
            self._compare_photo(store, sha256)

    def _was_under_way(self, walk_id: str, slot: str, before: Answer, now: Answer) -> bool:
        begun = self.begun
        if (begun.get("draft"), begun.get("slot")) != (walk_id, slot):
            return False
        if begun["begin"] == "photo":
            return now["photos"][:-1] == before["photos"]
        return now[begun["field"]] == begun["value"] and now["photos"] == before["photos"]

    def _compare_photo(self, store: Store, sha256: str) -> None:
        try:
            content = store.photos.get(sha256)
        except PhotoUnknown:
            self.lost.append(f"photo {sha256}")
            return
        if hashlib.sha256(content).hexdigest() != sha256:
            self.lost.append(f"bytes of photo {sha256}")

    def _compare_signature(self, walk_id: str, names: list[str]) -> None:
        walk = self.walks[walk_id]
        may_be = {walk.signed}
        if self.begun.get("begin") == "sign" and self.begun["draft"] == walk_id:
            may_be.add(self.begun["name"])
        found = names[0] if names else ""
        if found not in may_be:
            self.lost.append(f"signature {walk_id}: {walk.signed!r} became {found!r}")
        if len(names) > 1:
            self.doubled.append(f"signature {walk_id}")
        walk.signed = found

    def _compare_hazards(self, store: Store, body: dict[str, Any]) -> None:
        reported = [len(store.records.about_hazard(each)) for each in body["hazards"]]
        failed = sum(answer["result"] == "fail" for answer in body["answers"])
        if len(reported) != failed or 0 in reported:
            self.lost.append(f"hazards of {body['id']}")
        if any(count > 1 for count in reported):
            self.doubled.append(f"hazards of {body['id']}")

    def _compare_outbox(self, store: Store) -> None:
        """Each record of ours has its entry, each of its photos too."""
        queued = {entry.id: entry for entry in store.outbox.records()}
        for record in own_records(store):
            entry = queued.pop(record.id, None)
            if entry is None or len(store.outbox.photos_of(record.id)) != len(record.blobs):
                self.lost.append(f"outbox entry of {record.id}")
        self.faults += [f"outbox entry {each} has no record" for each in queued]


def own_records(store: Store) -> list[Record]:
    """Return what this device recorded; what others did was pulled."""
    device = required_identity(store.settings).device
    all_records = map(Record.from_dict, store.db.table("records"))
    return [record for record in all_records if record.device == device]


def sent_records(store: Store) -> list[str]:
    """Return what the app shows as sent."""
    return [entry.id for entry in store.outbox.records(OutboxState.sent)]


def _answers_of(body: dict[str, Any]) -> dict[str, Answer]:
    return {
        f"{each['item']}@{each['asset']}" if each["asset"] else each["item"]: each
        for each in body["answers"]
    }


def _drafted_answers(store: Store, walk_id: str) -> dict[str, Answer]:
    return {slot: each.to_dict() for slot, each in store.drafts.answers(walk_id).items()}
