"""Keep the screen alive when a component fails to draw."""

import logging
from collections.abc import Callable

from flet.components.component import Component

logger = logging.getLogger(__name__)


def install(report: Callable[[Exception], None]) -> Callable[[], None]:
    """Report render errors through `report` instead of ending Flet's update loop.

    Flet 1.0.5 runs re-renders in a task without a handler: one exception there freezes the
    screen without a word. Returns what undoes the installation.
    """
    render = Component.update

    def update(self: Component) -> None:
        try:
            render(self)
        except Exception as error:
            logger.exception("render failed: %s", self)
            report(error)

    Component.update = update

    def undo() -> None:
        Component.update = render

    return undo
