"""From what was salvaged to a store whose parts fit each other again."""

import logging
from collections.abc import Mapping
from typing import Any

from inspect_app.storage.checking import PULLED, READERS, is_readable
from inspect_app.storage.outbox_entry import OutboxState, Reason
from inspect_app.storage.salvage import Plain, Salvaged
from inspect_app.storage.store import Store
from sync.protocol import Record

logger = logging.getLogger(__name__)

IDENTITY, CHAIN_HEAD = "identity", "chain_head"
RECORDS = "records"
DIGEST_WRONG = Reason("sync.reason.digest_wrong")


class Rebuilding:
    """One run; its attributes say what was kept. `sizes`: the photos that are there."""

    def __init__(self, store: Store, salvaged: Salvaged, sizes: Mapping[str, int]) -> None:
        self._store = store
        self._found = salvaged
        self._sizes = sizes
        identity = self._found.of("settings").get(IDENTITY, {}).get("value") or {}
        self.device: str = identity.get("device", "")
        self.records = 0
        self.drafts = 0
        self.lost_photos: set[str] = set()

    def run(self) -> None:
        for table in READERS:
            self._drop_unreadable(table)
        self._put("settings")
        self._put("foreign_codes")
        own = self._keep_records()
        self._keep_outbox(own)
        self._keep_drafts({record.body.get("id") for record in own})
        self._keep_pulled()
        self._mend_chain(own)

    def _drop_unreadable(self, table: str) -> None:
        documents = self._found.of(table)
        for key in [key for key, each in documents.items() if not is_readable(table, each)]:
            del documents[key]
            self._found.damaged.add(table)

    def _put(self, table: str) -> None:
        self._store.db.table(table).put_many(self._found.of(table).items())

    def _keep_records(self) -> list[Record]:
        """Keep what has its digest, and what only this device holds even if it has not."""
        own = []
        for document in self._found.of(RECORDS).values():
            try:
                record = Record.from_dict(document)
                is_intact = record.computed_digest() == record.digest
                is_own = record.device == self.device
                if is_intact or (is_own and record.seq is None):
                    self._store.records.add(record)
                    self.records += 1
                    own += [record] if is_own else []
            except (KeyError, TypeError, ValueError):
                logger.exception("a salvaged record cannot be read")
        return sorted(own, key=lambda record: record.id)

    def _keep_outbox(self, own: list[Record]) -> None:
        """What is not known to have arrived is sent again; the endpoint tells that it is there."""
        entries, photos = self._found.of("outbox"), self._found.of("photo_outbox")
        for record in own:
            blobs = {sha256: self._sizes.get(sha256, 0) for sha256 in record.blobs}
            self.lost_photos |= blobs.keys() - self._sizes.keys()
            self._store.outbox.queue(record.id, blobs)
            if record.computed_digest() != record.digest:
                self._store.outbox.mark_trouble(record.id, DIGEST_WRONG)
            elif record.id in entries and all(sha256 in photos for sha256 in blobs):
                entry = entries[record.id] | {"id": record.id, "photos": list(blobs)}
                if entry["state"] != str(OutboxState.sending):
                    self._store.db.table("outbox").put(record.id, entry)
                for sha256 in blobs:
                    photo = photos[sha256] | {"sha256": sha256}
                    self._store.db.table("photo_outbox").put(sha256, photo)

    def _keep_drafts(self, submitted: set[Any]) -> None:
        """A draft that was submitted since may still lie in a freed page."""
        drafts = {
            key: draft for key, draft in self._found.of("drafts").items() if key not in submitted
        }
        self._store.db.table("drafts").put_many(drafts.items())
        self.drafts = len(drafts)
        answers = self._found.of("answers").items()
        kept = [(key, self._with_photos(each)) for key, each in answers if _draft_of(key) in drafts]
        self._store.db.table("answers").put_many(kept)

    def _with_photos(self, answer: Plain) -> Plain:
        """Let an answer forget photos that are lost, so that they are asked for again."""
        photos = answer.get("photos", [])
        lost = [sha256 for sha256 in photos if sha256 not in self._sizes]
        self.lost_photos |= set(lost)
        return answer | {"photos": [sha256 for sha256 in photos if sha256 not in lost]}

    def _keep_pulled(self) -> None:
        """A table with holes is fetched anew: without its cursor the pull begins at the start."""
        cursors = self._found.of("cursors")
        for name in (*PULLED, RECORDS):
            if name not in self._found.damaged and name in cursors:
                self._store.db.table("cursors").put(name, cursors[name])
        for name in PULLED:
            self._put(name)

    def _mend_chain(self, own: list[Record]) -> None:
        """Go on behind the last record: the one that no other of this device follows."""
        if not own or not (self._found.damaged & {"settings", RECORDS}):
            return
        followed = {record.previous for record in own}
        ends = [record for record in own if record.digest not in followed]
        head = {"device": self.device, "digest": (ends or own)[-1].digest}
        self._store.settings.put(CHAIN_HEAD, head)


def _draft_of(key: str) -> str:
    return key.partition("/")[0]
