"""What a phone's browser does with the store, run in Pyodide by `test_pyodide`."""

import sys
from pathlib import Path

from inspect_app.storage.backup import backup_bytes, restore_backup
from inspect_app.storage.store import Journal, Store
from tests.storage.factories import (
    TODAY,
    a_draft,
    a_report,
    a_submission,
    an_answer,
    an_asset,
)

FOLDER = Path("/store/app")
PHOTO = bytes(range(256)) * 1_000


def main() -> None:
    work()
    with Store.open(FOLDER, Journal.PERSIST) as store:
        store.check()
        found = facts(store)
        (FOLDER.parent / "backup").write_bytes(backup_bytes(store))
    restore_backup(FOLDER.parent / "backup", FOLDER.parent / "restored")
    with Store.open(FOLDER.parent / "restored", Journal.PERSIST) as store:
        assert facts(store) == found
    print(sys.platform, *found)


def work() -> None:
    store = Store.open(FOLDER, Journal.PERSIST)
    store.assets.apply(an_asset(f"a{n}", TODAY).to_dict() for n in range(300))
    for number in range(30):
        with store.transaction():
            store.drafts.save_answer("draft-1", an_answer(f"I{number}"))
            store.drafts.save(a_draft(answered=number))
    sha256 = store.photos.put(PHOTO)
    assert store.photos.read(sha256, 1_000, 500) == PHOTO[1_000:1_500]
    store.append(a_submission("r1", blobs=[sha256]))
    store.append(a_report())
    store.photos.delete([store.photos.put(b"gone")])
    try:
        with store.transaction():
            store.drafts.remove("draft-1")
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        store.close()


def facts(store: Store) -> tuple[int, ...]:
    return (
        len(store.drafts.answers("draft-1")),
        len(store.assets.due("unit-1", TODAY, 0)),
        len(store.hazards.open()),
        len(store.outbox.waiting()),
        store.photos.total_bytes(),
        int(store.assets.by_code(an_asset("a7").code).id == "a7"),
    )


if __name__ == "__main__":
    main()
