"""Where a finger signs: strokes as thousandths of the pad's width, with clear and one step back."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from inspect_app.domain.evidence import MIN_SIGNATURE_POINTS, Stroke
from inspect_app.ui.hooks import Look
from inspect_app.ui.theme import CORNER, SIZE_BODY, SPACE_2, TOUCH
from inspect_app.ui.widgets.ink import RATIO, Ink, ink

DRAG_INTERVAL_MS = 10
"""A hundred points a second: as fine as a finger, and few enough to be drawn in time."""
DOT = 2
"""A tap leaves a dot of this many thousandths."""


@ft.component
def SignaturePad(
    look: Look, width_px: int, on_change: Callable[[tuple[Stroke, ...]], None]
) -> ft.Control:
    """`on_change` gets all strokes after each one. Only the stroke being drawn is drawn anew."""
    strokes, set_strokes = ft.use_state(())
    live, set_live = ft.use_state(())
    began = ft.use_ref(None)

    def keep(kept: tuple[Stroke, ...]) -> None:
        set_strokes(kept)
        set_live(())
        on_change(kept)

    def down(event: ft.DragDownEvent) -> None:
        began.current = (_point(event, width_px),)

    def move(event: ft.DragUpdateEvent) -> None:
        began.current = _extended(began.current or (), _point(event, width_px))
        set_live(began.current)

    def up(_: ft.DragEndEvent) -> None:
        if began.current:
            keep((*strokes, began.current))
        began.current = None

    def dot(event: ft.TapEvent) -> None:
        x, y = _point(event, width_px)
        keep((*strokes, ((x, y), (x + DOT, y))))

    ink_colour = ft.Colors.ON_SURFACE
    layers: list[ft.Control] = [Ink(strokes, width_px, ink_colour, key="finished")]
    if live:
        layers.append(ink((live,), width_px, ink_colour))
    elif not strokes:
        layers.append(_hint(look, width_px))
    pad = ft.GestureDetector(
        key="pad",
        content=ft.Container(
            content=ft.Stack(layers, width=width_px, height=width_px * RATIO),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=ft.Border.all(2, ft.Colors.OUTLINE),
            border_radius=CORNER,
            clip_behavior=ft.ClipBehavior.HARD_EDGE,
        ),
        drag_interval=DRAG_INTERVAL_MS,
        on_pan_down=down,
        on_pan_update=move,
        on_pan_end=up,
        on_tap_up=dot,
    )
    return ft.Column([pad, _tools(look, strokes, keep)], spacing=SPACE_2, tight=True)


def is_drawn(strokes: tuple[Stroke, ...]) -> bool:
    return sum(map(len, strokes)) >= MIN_SIGNATURE_POINTS


def _point(event: ft.DragUpdateEvent, width_px: int) -> tuple[int, int]:
    """Return a point within the pad, in thousandths of its width."""
    at = event.local_position
    x, y = round(at.x * 1000 / width_px), round(at.y * 1000 / width_px)
    return min(max(x, 0), 1000), min(max(y, 0), round(1000 * RATIO))


def _extended(stroke: Stroke, point: tuple[int, int]) -> Stroke:
    return stroke if stroke and stroke[-1] == point else (*stroke, point)


def _hint(look: Look, width_px: int) -> ft.Control:
    return ft.Container(
        content=ft.Text(
            look.t("review.sign_here"), size=SIZE_BODY, color=ft.Colors.ON_SURFACE_VARIANT
        ),
        width=width_px,
        height=width_px * RATIO,
        alignment=ft.Alignment.CENTER,
    )


def _tools(
    look: Look, strokes: tuple[Stroke, ...], keep: Callable[[tuple[Stroke, ...]], None]
) -> ft.Control:
    return ft.Row(
        [
            _tool(look, "undo-stroke", ft.Icons.UNDO, strokes, lambda _: keep(strokes[:-1])),
            _tool(look, "clear-pad", ft.Icons.DELETE_OUTLINE, strokes, lambda _: keep(())),
        ],
        spacing=SPACE_2,
    )


def _tool(
    look: Look,
    key: str,
    icon: ft.IconData,
    strokes: tuple[Stroke, ...],
    on_click: Callable[..., None],
) -> ft.Control:
    words = look.t(f"review.{key.replace('-', '_')}")
    return ft.TextButton(
        words, key=key, icon=icon, height=TOUCH, disabled=not strokes, on_click=on_click
    )
