"""Signing with a finger: what the pad keeps of it."""

import pytest

from inspect_app.strings import strings
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import ThemeKind
from inspect_app.ui.widgets import signature_pad
from inspect_app.ui.widgets.signature_pad import SignaturePad
from inspect_app.ui.widgets.signature_sheet import PAD_MAX_PX, SignatureForm, pad_width_px
from tests.ui.harness import mounted

LOOK = Look(strings("zh_CN"), ThemeKind.light, 390)
WIDTH_PX = 350
NOWHERE = {"x": 0, "y": 0}


@pytest.fixture
def signed():
    return []


def at(x, y):
    return {"k": "touch", "l": {"x": x, "y": y}, "g": {"x": x, "y": y}, "ts": 0}


async def draw(screen, *points):
    pad = screen.by_key("pad")
    await screen.fire(pad, "pan_down", at(*points[0]))
    for point in points[1:]:
        await screen.fire(screen.by_key("pad"), "pan_update", at(*point))
    await screen.fire(screen.by_key("pad"), "pan_end", at(*points[-1]) | {"pv": 0, "v": NOWHERE})


async def test_a_stroke_is_kept_as_thousandths_of_the_width(signed):
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        await draw(screen, (0, 0), (35, 70), (350, 175))

        assert signed[-1] == (((0, 0), (100, 200), (1000, 500)),)


async def test_what_leaves_the_pad_stays_at_its_edge(signed):
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        await draw(screen, (10, 10), (-50, 999))

        assert signed[-1][0][-1] == (0, 500)


async def test_a_finger_that_rests_adds_nothing(signed):
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        await draw(screen, (10, 10), (20, 20), (20, 20), (20.1, 20))

        assert len(signed[-1][0]) == 2


async def test_a_tap_leaves_a_dot(signed):
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        await screen.fire(screen.by_key("pad"), "tap_up", at(35, 35))

        assert signed[-1] == (((100, 100), (102, 100)),)


async def test_undo_takes_one_stroke_and_clear_takes_all(signed):
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        for start in (10, 40, 70):
            await draw(screen, (start, 10), (start, 60))
        await screen.tap("undo-stroke")
        assert len(signed[-1]) == 2

        await screen.tap("clear-pad")
        assert signed[-1] == ()
        assert screen.by_key("clear-pad").disabled


async def test_moving_draws_the_stroke_at_hand_and_no_other(signed, monkeypatch):
    drawn = []
    real = signature_pad.ink
    monkeypatch.setattr(
        signature_pad, "ink", lambda strokes, *rest: drawn.append(strokes) or real(strokes, *rest)
    )
    async with mounted(SignaturePad, LOOK, WIDTH_PX, signed.append, views=False) as screen:
        await draw(screen, (10, 10), (20, 60))
        drawn.clear()
        await draw(screen, (40, 10), (50, 60), (60, 90))

        assert len(drawn) == 2
        assert all(len(strokes) == 1 and strokes[0][0] == (114, 29) for strokes in drawn)


async def test_signing_needs_a_name_and_enough_ink(signed):
    def take(name, strokes):
        signed.append((name, strokes))

    async with mounted(
        SignatureForm, LOOK, LOOK.t("review.role.witness"), "", take, lambda *_: None, views=False
    ) as screen:
        await draw(screen, *[(10 + step * 5, 20) for step in range(12)])
        assert screen.by_key("accept-signature").disabled

        await screen.type("signer-name", " 演示见证人 ")
        await screen.tap("accept-signature")

        ((name, strokes),) = signed
        assert name == "演示见证人"
        assert len(strokes[0]) == 12


def test_the_pad_fits_a_phone_and_does_not_grow_without_end():
    assert pad_width_px(LOOK) == 358
    assert pad_width_px(Look(LOOK.t, ThemeKind.light, 1200)) == PAD_MAX_PX
