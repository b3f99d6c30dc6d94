"""The quick canonical text is the very text of `protocol.canonical`."""

import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.protocol import canonical
from sync.server.plain_json import read_object

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(body=st.dictionaries(TEXT, VALUES, max_size=5), is_ascii=st.booleans())
@example(body={"b": 1e-5, "a": 1e16, "c": -0.0, "d": 0.1}, is_ascii=False)
@example(body={"n": 2**63, "m": 2**64, "k": -(2**63) - 1}, is_ascii=False)
@example(body={"\x7f\u2028\U0001f600": '\x00\x1f"\\/'}, is_ascii=True)
def test_text_is_canonical(body, is_ascii):
    raw = json.dumps(body, ensure_ascii=is_ascii).encode()

    read, text = read_object(raw)

    assert read == body
    assert text == canonical(body)


@pytest.mark.parametrize("number", ["1e3", "1.0", "0.10", "1E-7", "12345678901234567890123", "-0"])
def test_number_is_written_as_the_standard_library_writes_what_it_read(number):
    raw = b'{"n":%s}' % number.encode()

    _, text = read_object(raw)

    assert text == canonical(json.loads(raw))


@pytest.mark.parametrize("raw", [b"[]", b'{"n":1e999}', b'{"n":NaN}'])
def test_what_is_no_object_is_refused(raw):
    with pytest.raises((msgspec.MsgspecError, ValueError)):
        read_object(raw)
