"""Photos are named by their bytes, read in pieces, and give their room back."""

import hashlib
import os

import pytest

from inspect_app.errors import PhotoUnknown, StoreFull
from inspect_app.storage.photos import Photos
from tests.storage.factories import a_photo

NOWHERE = "0" * 64


@pytest.fixture
def photos(tmp_path):
    opened = Photos(tmp_path / "photos.sqlite")
    yield opened
    opened.close()


def test_photo_is_named_by_its_digest(photos):
    content = os.urandom(300_000)

    sha256 = photos.put(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert photos.get(sha256) == content
    assert photos.size(sha256) == 300_000
    assert photos.has(sha256)


def test_same_bytes_are_kept_once(photos):
    for content in (b"one", b"two", b"one"):
        photos.put(content)

    assert photos.shas() == tuple(hashlib.sha256(c).hexdigest() for c in (b"one", b"two"))
    assert photos.total_bytes() == 6


def test_pieces_make_up_the_photo(photos):
    content = os.urandom(100_001)
    sha256 = photos.put(content)

    pieces = [photos.read(sha256, offset, 30_000) for offset in range(0, 120_000, 30_000)]

    assert b"".join(pieces) == content
    assert [len(piece) for piece in pieces] == [30_000, 30_000, 30_000, 10_001]
    assert photos.read(sha256, 200_000, 10) == b""


def test_what_is_known_of_a_photo_stays_with_it(photos):
    sha256 = photos.put(b"jpeg")
    photo = a_photo(b"jpeg", sha256)
    with pytest.raises(PhotoUnknown):
        photos.described(sha256)

    photos.put(b"jpeg", photo)
    photos.put(b"jpeg")

    assert photos.described(sha256) == photo


@pytest.mark.parametrize("ask", ["get", "size", "described"])
def test_photo_that_is_not_here_is_named(photos, ask):
    with pytest.raises(PhotoUnknown, match=NOWHERE):
        getattr(photos, ask)(NOWHERE)


def test_piece_of_a_photo_that_is_not_here_is_refused(photos):
    with pytest.raises(PhotoUnknown):
        photos.read(NOWHERE, 0, 10)


def test_deleted_photos_give_their_room_back(photos, tmp_path):
    kept = photos.put(os.urandom(200_000))
    gone = [photos.put(os.urandom(200_000)) for _ in range(9)]
    full = (tmp_path / "photos.sqlite").stat().st_size

    photos.delete([*gone, NOWHERE])

    assert photos.shas() == (kept,)
    assert len(photos.get(kept)) == 200_000
    assert (tmp_path / "photos.sqlite").stat().st_size < full / 4


def test_no_room_is_named_and_the_other_photos_stay(photos):
    sha256 = photos.put(b"jpeg" * 1000)
    pages = photos.file.fetch_one("PRAGMA page_count")[0]
    photos.file.run(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreFull):
        photos.put(os.urandom(300_000))

    assert photos.shas() == (sha256,)
    assert photos.get(sha256) == b"jpeg" * 1000


def test_new_photo_is_written_once(photos, tmp_path):
    """A log or journal that grew by the photo would double the wear and the wait."""
    photos.put(os.urandom(1_000_000))

    beside = [path for path in tmp_path.iterdir() if path.name != "photos.sqlite"]

    assert sum(path.stat().st_size for path in beside) < 200_000
