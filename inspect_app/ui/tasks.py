"""Start what takes time, and say what went wrong when it does."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from forms.errors import FormError
from inspect_app.errors import AppError
from inspect_app.strings import Strings
from inspect_app.ui.theme import SIZE_BODY, SPACE_3, TOUCH, TOUCH_ANSWER

ABOVE_THUMB_BAR = TOUCH_ANSWER + 2 * SPACE_3
"""A notice leaves the primary action free."""

logger = logging.getLogger(__name__)


def guarded(
    t: Strings, verb: Callable[..., Any], then: Callable[[Any], object] | None = None
) -> Callable[..., Any]:
    """Return a handler that calls `verb`, shows an `AppError` as a notice, then calls `then`."""

    def handler(*_event: object) -> None:
        try:
            result = verb()
        except (AppError, FormError) as error:
            notify_error(t, error)
            return
        if then is not None:
            then(result)

    return handler


def start(
    t: Strings,
    verb: Callable[[], Awaitable[Any]],
    then: Callable[[Any], object] | None = None,
    finally_: Callable[[], object] | None = None,
) -> None:
    """Run `verb` in the background; what goes wrong becomes a notice, a surprise is logged."""
    page = ft.context.page

    async def run() -> None:
        try:
            result = await verb()
            if then is not None:
                then(result)
        except (AppError, FormError) as error:
            logger.info("refused: %s", error)
            notify_error(t, error)
        except Exception:
            logger.exception("a background task failed")
            notify(t("error.unexpected"))
        finally:
            if finally_ is not None:
                finally_()

    page.run_task(run)


def notify_error(t: Strings, error: AppError | FormError) -> None:
    notify(t(error.key, **error.params))


def notify(
    text: str, action: str | None = None, on_action: Callable[..., Any] | None = None
) -> None:
    """Show a notice at the bottom; it stays long enough to be read while walking."""
    ft.context.page.show_dialog(
        ft.SnackBar(
            # The key is on the text: two bars of one key would be one control to Flet.
            ft.Text(text, size=SIZE_BODY, key="notice"),
            behavior=ft.SnackBarBehavior.FLOATING,
            duration=6000,
            action=ft.SnackBarAction(label=action, on_click=on_action) if action else None,
            margin=ft.Margin.only(left=SPACE_3, right=SPACE_3, bottom=ABOVE_THUMB_BAR),
            padding=ft.Padding.symmetric(horizontal=TOUCH / 3, vertical=TOUCH / 4),
        )
    )
