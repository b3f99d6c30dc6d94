"""What is gathered tap by tap: an order, places along a line, a file; each tap is saved."""

import hashlib

import pytest

from forms.definition import Choice
from forms.terms import AnswerType
from inspect_app.config import MAX_ATTACHMENT_BYTES
from inspect_app.errors import (
    AttachmentEmpty,
    AttachmentPacked,
    AttachmentTooLarge,
    LocationDenied,
    LocationUnavailable,
)
from inspect_app.platform.interface import PickedFile, Position
from inspect_app.strings import strings
from sync.protocol import MAX_BLOB_BYTES
from tests.forms.factories import a_form, a_section, a_text, an_item
from tests.ui.walks import a_device, a_draft, opened

ZH = strings("zh_CN")
NOTED = {"judged": False, "basis": ()}
SOUND = b"OggS" + b"\0" * 40
CHOICES = tuple(Choice(each, a_text(each, each)) for each in ("fire", "gas", "bus"))


@pytest.fixture
def walk(tmp_path):
    items = [
        an_item("order", AnswerType.rank, choices=CHOICES, **NOTED),
        an_item("fence", AnswerType.geotrace, **NOTED),
        an_item("yard", AnswerType.geoshape, required=False, **NOTED),
        an_item("said", AnswerType.audio, **NOTED),
        an_item("plan", AnswerType.file, required=False, **NOTED),
    ]
    device = a_device(tmp_path / "gathered", a_form(a_section(items=items)))
    device.draft = a_draft(device)
    yield device
    device.store.close()


def walking(device):
    return opened(device, f"/inspections/{device.draft}")


def value_of(device, code):
    answer = device.store.drafts.answers(device.draft).get(code)
    return answer.value if answer else None


def is_open(device, code):
    return device.services.inspections.open(device.draft).sheet.slot(code).is_open


def stands_at(device, *places):
    waiting = [Position(latitude, longitude, 5) for latitude, longitude in places]

    async def position(timeout_s=8):
        return waiting.pop(0)

    device.phone.position = position


async def test_order_is_that_of_the_taps_and_whole_once_all_are_tapped(walk):
    async with walking(walk) as screen:
        await screen.tap("choice-order-gas")
        await screen.tap("choice-order-bus")

        assert value_of(walk, "order") == "gas bus"
        assert is_open(walk, "order")
        assert screen.reads("1. gas", under="choice-order-gas")

        await screen.tap("choice-order-fire")
        await screen.tap("choice-order-gas")
        await screen.tap("choice-order-gas")

        assert value_of(walk, "order") == "bus fire gas"
        assert not is_open(walk, "order")


async def test_each_place_of_a_line_is_saved_as_it_is_added(walk):
    stands_at(walk, (31.7, 119.9), (31.8, 119.9))
    async with walking(walk) as screen:
        await screen.tap("add_here-fence")
        await screen.until(lambda: screen.has("undo_place-fence"))

        assert value_of(walk, "fence") == "31.7 119.9 0 5"
        assert is_open(walk, "fence")

        await screen.tap("add_here-fence")
        await screen.until(lambda: not is_open(walk, "fence"))

        assert value_of(walk, "fence") == "31.7 119.9 0 5;31.8 119.9 0 5"
        await screen.tap("undo_place-fence")
        assert value_of(walk, "fence") == "31.7 119.9 0 5"


@pytest.mark.parametrize("error", [LocationDenied, LocationUnavailable])
async def test_place_that_is_not_had_is_told_and_what_was_entered_stays(walk, error):
    stands_at(walk, (31.7, 119.9))

    async def refuse(timeout_s=8):
        raise error()

    async with walking(walk) as screen:
        await screen.tap("add_here-fence")
        await screen.until(lambda: screen.has("undo_place-fence"))
        walk.phone.position = refuse
        await screen.tap("add_here-fence")
        await screen.until(lambda: screen.reads(ZH(error.key)))

        assert value_of(walk, "fence") == "31.7 119.9 0 5"


async def test_area_is_closed_from_its_third_corner_on(walk):
    stands_at(walk, (31.7, 119.9), (31.8, 119.9), (31.8, 120), (31.7, 120))
    inspections = walk.services.inspections
    async with walking(walk) as screen:
        for count in range(1, 5):
            await screen.tap("add_here-yard")
            words = f"已有 {count} 个位置"
            await screen.until(lambda words=words: screen.reads(words))

        corners = str(value_of(walk, "yard")).split(";")
        assert len(corners) == 5
        assert corners[0] == corners[-1]
        assert not is_open(walk, "yard")

    inspections.enter(walk.draft, "yard", "31.7 119.9; 31.8 119.9")
    assert is_open(walk, "yard"), "begun and not whole, though nobody has to"


async def test_file_is_kept_by_its_digest_under_its_name(walk):
    walk.phone.chosen = [PickedFile("讲话.ogg", SOUND)]
    async with walking(walk) as screen:
        await screen.tap("file-said")
        await screen.until(lambda: screen.has("named-said"))

        answer = walk.store.drafts.answers(walk.draft)["said"]
        assert answer.value == "讲话.ogg"
        assert answer.photos == (hashlib.sha256(SOUND).hexdigest(),)
        assert walk.store.photos.get(answer.photos[0]) == SOUND
        assert walk.phone.camera.texts == {
            "entry.audio": ZH("entry.audio"),
            "common.cancel": ZH("common.cancel"),
        }
        assert not screen.has("shoot-said")

        await screen.tap("remove_file-said")
        assert value_of(walk, "said") is None
        assert is_open(walk, "said")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", AttachmentEmpty),
        (b"PK\x03\x04 a Word file", AttachmentPacked),
        (b"\x1f\x8b packed", AttachmentPacked),
    ],
)
async def test_file_that_would_not_arrive_is_refused_at_once(walk, content, error):
    walk.phone.chosen = [PickedFile("x.docx", content)]

    with pytest.raises(error) as caught:
        await walk.services.evidence.pick_file(walk.draft, "plan", ZH)

    assert ZH(caught.value.key)
    assert value_of(walk, "plan") is None


async def test_file_that_is_too_large_is_told_in_sizes(walk):
    async def pick_attachment(texts, kind, most_bytes):
        raise AttachmentTooLarge(size=MAX_ATTACHMENT_BYTES + 1, limit=most_bytes)

    walk.phone.pick_attachment = pick_attachment

    with pytest.raises(AttachmentTooLarge) as caught:
        await walk.services.evidence.pick_file(walk.draft, "plan", ZH)

    assert "8" in ZH(caught.value.key, **caught.value.params)
    assert MAX_ATTACHMENT_BYTES <= MAX_BLOB_BYTES
