"""The app's icons and splash, all drawn from one shape: a shield with a check mark.

Run `python -m webapp.icons` after a change; the drawings are committed.
"""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from webapp.layout import ASSETS

COLOUR = "#0B5F7A"
PAPER = "#FFFFFF"
GRID = 512
"""The shapes below are drawn on a square of this size."""

Point = tuple[float, float]

SHIELD: tuple[tuple[Point, ...], ...] = (
    ((256, 84),),
    ((300, 118), (352, 132), (404, 134)),
    ((404, 134), (404, 246), (404, 246)),
    ((404, 330), (346, 400), (256, 436)),
    ((166, 400), (108, 330), (108, 246)),
    ((108, 246), (108, 134), (108, 134)),
    ((160, 132), (212, 118), (256, 84)),
)
"""A start point, then cubic Bézier curves as (control, control, end)."""

CHECK: tuple[Point, ...] = ((178, 262), (234, 318), (338, 206))
CHECK_WIDTH = 44
ROUNDING = 112
"""Corner radius of the square behind the shield."""

OVERSAMPLING = 4
CURVE_STEPS = 24
MASKABLE_SCALE = 0.86
"""A maskable icon keeps its drawing inside the inner 80 % circle."""
SPLASH_SIDE_PX = 1152


def main() -> None:
    icons = ASSETS / "icons"
    icons.mkdir(parents=True, exist_ok=True)
    (icons / "icon.svg").write_text(svg(), "utf-8")
    for side in (192, 512):
        _save(draw(side, rounded=True), icons / f"icon-{side}.png")
    _save(draw(512, scale=MASKABLE_SCALE), icons / "icon-maskable-512.png")
    _save(draw(180), icons / "apple-touch-icon.png")
    _save(draw(48, rounded=True), icons / "favicon.png")
    _save(draw(1024), ASSETS / "icon.png")
    _save(draw(1024, scale=MASKABLE_SCALE, paper=None), ASSETS / "icon_android.png")
    _save(draw(SPLASH_SIDE_PX, scale=0.62, rounded=True), ASSETS / "splash.png")


def svg() -> str:
    """The rounded icon as SVG."""
    (start,), *curves = SHIELD
    path = f"M{_pair(start)}" + "".join(f"C{' '.join(map(_pair, curve))}" for curve in curves) + "Z"
    check = "M" + "L".join(map(_pair, CHECK))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}">'
        f'<rect width="{GRID}" height="{GRID}" rx="{ROUNDING}" fill="{COLOUR}"/>'
        f'<path d="{path}" fill="{PAPER}"/>'
        f'<path d="{check}" fill="none" stroke="{COLOUR}" stroke-width="{CHECK_WIDTH}" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


def draw(
    side: int, *, scale: float = 1, rounded: bool = False, paper: str | None = COLOUR
) -> Image.Image:
    """The icon as a picture of `side` pixels.

    `scale` shrinks the drawing about its centre; with `rounded` the square shrinks with it and
    the corners are transparent; without `paper` only the shield is drawn.
    """
    full = side * OVERSAMPLING
    image = Image.new("RGBA", (full, full), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    unit = full / GRID

    def place(point: Point) -> Point:
        centre = GRID / 2
        return tuple((centre + (value - centre) * scale) * unit for value in point)  # type: ignore[return-value]

    if paper and rounded:
        corners = [place((0, 0)), place((GRID, GRID))]
        pen.rounded_rectangle(corners, ROUNDING * scale * unit, fill=paper)
    elif paper:
        pen.rectangle([0, 0, full, full], fill=paper)
    pen.polygon([place(point) for point in _outline()], fill=PAPER)
    width = CHECK_WIDTH * scale * unit
    stroke = [place(point) for point in CHECK]
    pen.line(stroke, fill=COLOUR, width=round(width), joint="curve")
    for x, y in stroke:
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=COLOUR)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def _outline() -> Iterator[Point]:
    (at,), *curves = SHIELD
    for first, second, end in curves:
        for step in range(CURVE_STEPS):
            share = step / CURVE_STEPS
            yield _bezier(at, first, second, end, share)
        at = end


def _bezier(start: Point, first: Point, second: Point, end: Point, share: float) -> Point:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    points = (start, first, second, end)
    x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def _pair(point: Point) -> str:
    return f"{point[0]:g} {point[1]:g}"


def _save(image: Image.Image, path: Path) -> None:
    opaque = image.getextrema()[3][0] == 255
    (image.convert("RGB") if opaque else image).save(path, optimize=True)


if __name__ == "__main__":
    main()
