"""Bodies are bounded while they are unpacked, not after."""

import gzip
import tracemalloc

import pytest

from sync.server.bodies import compressed, unpacked
from sync.server.errors import ApiError

LIMIT = 100_000


def test_bomb_does_not_unfold():
    bomb = gzip.compress(bytes(100_000_000))

    tracemalloc.start()
    with pytest.raises(ApiError) as caught:
        unpacked(bomb, "gzip", LIMIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caught.value.code == "body_too_large"
    assert peak < 10 * LIMIT


def test_what_just_fits_is_read():
    assert unpacked(gzip.compress(bytes(LIMIT)), "gzip", LIMIT) == bytes(LIMIT)


def test_unknown_encoding_is_named():
    with pytest.raises(ApiError) as caught:
        unpacked(b"x", "zstd", LIMIT)

    assert (caught.value.status, caught.value.code) == (415, "encoding_unknown")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000, gzip;q=0.5", "gzip"),
        ("br;q=0.5", "br"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_encoding_is_chosen_as_the_client_accepts(accepted, encoding):
    assert compressed(b"x" * 5_000, accepted)[0] == encoding


def test_small_answers_are_not_packed():
    assert compressed(b"x" * 100, "br")[0] == ""
