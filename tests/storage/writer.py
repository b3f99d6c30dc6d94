"""What the kill tests kill: it saves answers and says so of each one, until it is gone."""

import hashlib
import sys
from pathlib import Path

from inspect_app.storage.store import Journal, Store
from tests.storage.factories import a_draft, a_submission, an_answer

PHOTO_EVERY, SUBMIT_EVERY = 5, 7


def main(folder: Path, journal: Journal, start: int) -> None:
    store = Store.open(folder, journal)
    number = start
    while True:
        save(store, number)
        print(number, flush=True)
        number += 1


def save(store: Store, number: int) -> None:
    """Save one tap; every few ones also a photo, or a submission with its outbox entry."""
    with store.transaction():
        store.drafts.save_answer("draft-1", an_answer(f"I{number}", note=str(number)))
        store.drafts.save(a_draft(answered=number))
    if number % PHOTO_EVERY == 0:
        store.photos.put(photo(number))
    if number % SUBMIT_EVERY == 0:
        store.append(a_submission(f"r{number}"))


def photo(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * 2_000


if __name__ == "__main__":
    main(Path(sys.argv[1]), Journal(sys.argv[2]), int(sys.argv[3]))
