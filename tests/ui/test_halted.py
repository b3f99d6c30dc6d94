"""When the store does not open, a page says why and what to do."""

import pytest

from inspect_app.errors import StoreCorrupt, StoreFull, StoreLocked, StoreMissing, StoreNewer
from inspect_app.ui.screens.halted import HaltedScreen
from tests.ui.harness import mounted


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreLocked(), "另一个页面"),
        (StoreMissing(), "系统浏览器"),
        (StoreNewer(migrations=["x"]), "更新应用"),
        (StoreCorrupt(), "备份"),
        (StoreFull(), "清理空间"),
    ],
)
async def test_each_cause_has_its_own_words(error, words):
    async with mounted(HaltedScreen, error) as screen:
        assert words in screen.by_key("halted").value


async def test_it_can_be_tried_again():
    tries = []

    async def retry():
        tries.append(True)

    async with mounted(HaltedScreen, StoreLocked(), retry) as screen:
        await screen.tap("retry")

    assert tries


async def test_nothing_is_offered_where_trying_again_is_vain():
    async def retry(): ...

    async with mounted(HaltedScreen, StoreMissing(), retry) as screen:
        assert not screen.has("retry")


async def test_english_is_one_tap_away():
    async with mounted(HaltedScreen, StoreLocked()) as screen:
        await screen.tap("language-en")

        assert "another tab" in screen.by_key("halted").value
