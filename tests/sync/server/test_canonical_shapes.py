"""What is taken for canonical at first sight is canonical, wherever its numbers and times are."""

import json
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.domain.evidence import Signature, SignatureRole
from inspect_app.domain.inspection import FrozenScore, Inspection, Refusal
from sync.protocol import canonical
from sync.server.canonical_shapes import CanonicalShape
from tests.sync.server.factories import NOW, a_photo, an_inspection

SHAPE = CanonicalShape(Inspection)
PLACES = ("value", "latitude", "longitude", "accuracy_m", "percent")
OWNERS = dict.fromkeys(PLACES, lambda plain: plain["photos"][0]) | {
    "value": lambda plain: plain["answers"][0],
    "percent": lambda plain: plain["score"],
}
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def _plain():
    photo = replace(a_photo(b"photo"), latitude=31.5, longitude=119.25, accuracy_m=8.0)
    signature = Signature(SignatureRole.inspector, "检查员", (((1, 2), (3, 4)),), NOW)
    said = replace(
        an_inspection(photos=[photo]), signatures=(signature,), refusal=Refusal("不签", NOW)
    )
    said = replace(said, score=FrozenScore(87.5, "B"))
    return json.loads(canonical(said.to_dict()))


def test_canonical_inspection_is_read_with_its_types():
    read = SHAPE.read(canonical(_plain()))

    assert read.photos[0].latitude == 31.5
    assert read.signatures[0].signed_at.at == NOW
    assert read.kind == _plain()["kind"]


def test_factories_have_an_answer_to_spoil():
    assert _plain()["answers"]


@given(number=NUMBERS, place=st.sampled_from(PLACES))
def test_what_is_read_is_the_canonical_text(number, place):
    plain = _plain()
    OWNERS[place](plain)[place] = number

    for text in (canonical(plain), msgspec.json.encode(plain, order="sorted")):
        assert SHAPE.read(text) is None or text == canonical(json.loads(text))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", [1e16, 1e-5, -1e300, 5e-324])
def test_number_that_is_written_in_two_ways_is_left_to_the_slow_reader(number, place):
    plain = _plain()
    OWNERS[place](plain)[place] = number

    assert SHAPE.read(msgspec.json.encode(plain, order="sorted")) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(b",", b", ", 1),
        lambda text: text.replace(b'"accuracy_m":8.0', b'"accuracy_m":8'),
        lambda text: text.replace(b'"accuracy_m":8.0', b'"accuracy_m":8.00'),
        lambda text: text[:-1] + b',"zzz":1}',
        lambda text: text.replace(b'"companion"', b'"companion":"","companion"', 1),
        lambda text: json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).encode(),
    ],
    ids=["blank", "whole number", "zeros", "unknown name", "name twice", "escaped"],
)
def test_other_spelling_is_not_canonical(spoil):
    text = canonical(_plain())

    assert spoil(text) != text
    assert SHAPE.read(spoil(text)) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [("answers", [{}]), ("started_at", "yesterday"), ("kind", "audit"), ("signatures", [[1]])],
)
def test_what_is_no_inspection_is_not_read(place, value):
    assert SHAPE.read(canonical({**_plain(), place: value})) is None
