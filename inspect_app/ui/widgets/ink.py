"""A signature as it was drawn, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import flet as ft
from flet import canvas

from inspect_app.domain.evidence import Stroke

PEN_PX = 2.5
RATIO = 0.5
"""Height of a pad to its width."""


@ft.memo
@ft.component
def Ink(strokes: tuple[Stroke, ...], width_px: float, colour: str) -> ft.Control:
    """Draw strokes, whose points are thousandths of the width."""
    return ink(strokes, width_px, colour)


def ink(strokes: Sequence[Stroke], width_px: float, colour: str) -> ft.Control:
    paint = ft.Paint(
        color=colour,
        stroke_width=PEN_PX,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
    )
    return canvas.Canvas(
        shapes=[canvas.Path(_smooth(stroke, width_px / 1000), paint) for stroke in strokes],
        width=width_px,
        height=width_px * RATIO,
    )


def _smooth(stroke: Stroke, scale: float) -> list[canvas.Path.PathElement]:
    """Return curves through the midpoints, so that a fast stroke has no corners."""
    points = [(x * scale, y * scale) for x, y in stroke]
    path: list[canvas.Path.PathElement] = [canvas.Path.MoveTo(*points[0])]
    for (x, y), (next_x, next_y) in pairwise(points):
        path.append(canvas.Path.QuadraticTo(x, y, (x + next_x) / 2, (y + next_y) / 2))
    path.append(canvas.Path.LineTo(*points[-1]))
    return path
