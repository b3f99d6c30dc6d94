"""Keep the screen alive when a component fails to draw, or fails around drawing."""

import inspect
import logging
from collections.abc import Callable
from typing import Any

from flet.components.component import Component
from flet.components.hooks.use_effect import EffectHook

logger = logging.getLogger(__name__)


def install(report: Callable[[Exception], None]) -> Callable[[], None]:
    """Report errors of renders and effects through `report` instead of ending the app.

    Flet 1.0.5 runs re-renders in a task without a handler: one exception there freezes the
    screen without a word. One in an effect lays a red card over the whole app, for good.
    Returns what undoes the installation.
    """
    render, schedule = Component.update, Component._schedule_effect

    def update(self: Component) -> None:
        try:
            render(self)
        except Exception as error:
            logger.exception("render failed: %s", self)
            report(error)

    def schedule_guarded(self: Component, hook: EffectHook, is_cleanup: bool = False) -> None:
        hook.setup, hook.cleanup = guarded(hook.setup), guarded(hook.cleanup)
        schedule(self, hook, is_cleanup)

    def guarded(call: Callable[[], Any] | None) -> Callable[[], Any] | None:
        if call is None or inspect.iscoroutinefunction(call):
            return call

        def call_guarded() -> object:
            try:
                return call()
            except Exception as error:
                logger.exception("effect failed: %s", call)
                report(error)
                return None

        return call_guarded

    Component.update, Component._schedule_effect = update, schedule_guarded

    def undo() -> None:
        Component.update, Component._schedule_effect = render, schedule

    return undo
