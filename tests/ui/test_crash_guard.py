"""A component that fails on a re-render must not freeze the screen (flet-notes, trap 1)."""

import asyncio

import flet as ft
import pytest

from inspect_app.ui import crash_guard
from tests.ui.harness import mounted


class Broken(Exception):
    """What the component of these tests raises."""


@ft.component
def Counter() -> ft.Control:
    count, set_count = ft.use_state(0)
    if count == 1:
        raise Broken
    return ft.Column(
        [ft.Text(f"count {count}"), ft.Button("more", key="more", on_click=lambda _: set_count(2))],
        key="counter",
        data=set_count,
    )


@pytest.fixture
def reported():
    errors: list[Exception] = []
    undo = crash_guard.install(errors.append)
    yield errors
    undo()


async def test_without_the_guard_a_failing_render_ends_the_updates():
    async with mounted(Counter, views=False) as screen:
        screen.by_key("counter").data(1)
        with pytest.raises(Broken):
            await screen.settle()

        screen.by_key("counter").data(2)
        with pytest.raises(Broken):
            await screen.settle()
        assert screen.texts()[0] == "count 0"


async def test_screen_goes_on_after_a_failing_render(reported):
    async with mounted(Counter, views=False) as screen:
        screen.by_key("counter").data(1)
        await screen.settle()
        assert [type(error) for error in reported] == [Broken]
        assert screen.texts()[0] == "count 0"

        await screen.tap("more")

        assert screen.texts()[0] == "count 2"


@ft.component
def Leaving(fails_at: str) -> ft.Control:
    """Fails in its effect, on coming or on going."""
    is_here, set_here = ft.use_state(True)

    def fail() -> None:
        raise Broken

    def nothing() -> None:
        pass

    @ft.component
    def Guest() -> ft.Control:
        setup, cleanup = (fail, nothing) if fails_at == "coming" else (nothing, fail)
        ft.use_effect(setup, [], cleanup=cleanup)
        return ft.Text("guest")

    return ft.Column(
        [
            Guest() if is_here else ft.Text("gone"),
            ft.Button("leave", key="leave", on_click=lambda _: set_here(False)),
        ]
    )


async def test_without_the_guard_a_failing_effect_ends_the_app():
    async with mounted(lambda: Leaving("going"), views=False) as screen:
        with pytest.raises(AssertionError, match="Exception in effect"):
            await screen.tap("leave")


@pytest.mark.parametrize("fails_at", ["coming", "going"])
async def test_screen_goes_on_after_a_failing_effect(reported, fails_at):
    async with mounted(lambda: Leaving(fails_at), views=False) as screen:
        await screen.tap("leave")

        assert [type(error) for error in reported] == [Broken]
        assert "gone" in screen.texts()
        assert screen.client.crashes() == []


async def test_undoing_the_guard_leaves_flet_as_it_was():
    from flet.components.component import Component

    before = Component.update
    undo = crash_guard.install(lambda _error: None)
    assert Component.update is not before

    undo()

    assert Component.update is before
    await asyncio.sleep(0)
