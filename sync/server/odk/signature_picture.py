"""A signature as a picture: its strokes are points in thousandths of the pad's width."""

import json
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH_PX = 600
HEIGHT_PX = 300
STROKE_PX = 4
SCALE = WIDTH_PX / 1000


def picture_of(strokes: str) -> bytes:
    """A PNG of the strokes; the same strokes give the same bytes."""
    picture = Image.new("L", (WIDTH_PX, HEIGHT_PX), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in json.loads(strokes):
        points = [(x * SCALE, y * SCALE) for x, y in stroke]
        if len(points) > 1:
            pen.line(points, fill=0, width=STROKE_PX, joint="curve")
        for x, y in points[:1]:
            half = STROKE_PX / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=0)
    content = BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
