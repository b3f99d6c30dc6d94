"""Drawn photos: no camera took them, and DEMO is written across every one."""

import io
import math
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (1024, 768)
QUALITY = 78
STAMP_LINE_PX = 30
_WALLS = ((214, 218, 205), (226, 219, 203), (205, 214, 222), (219, 208, 208))


Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Fonts:
    """The Chinese font where the build has brought one; otherwise only DEMO is stamped."""

    def __init__(self, path: Path | None) -> None:
        self.is_chinese = path is not None
        self.large = _font(path, 84)
        self.small = _font(path, 22)


def _font(path: Path | None, size: int) -> Font:
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def draw_scene(subject: str, lines: tuple[str, ...], random: Random, fonts: Fonts) -> bytes:
    """Return a JPEG of a corridor with the subject in it, an asset kind such as `FX`."""
    image = Image.new("RGB", SIZE, random.choice(_WALLS))
    pen = ImageDraw.Draw(image)
    _room(pen, random)
    _SUBJECTS.get(subject, _box)(pen, random)
    image.paste((90, 90, 90), (0, 0), _grain())
    _stamp(image, lines, fonts)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _room(pen: ImageDraw.ImageDraw, random: Random) -> None:
    floor = 560 + random.randrange(-30, 30)
    pen.rectangle((0, floor, *SIZE), fill=(150, 146, 138))
    for step in range(-6, 20):
        pen.line((512 + step * 18, floor, step * 110 - 300, 768), fill=(132, 128, 120), width=3)
    pen.rectangle((0, floor - 22, 1024, floor), fill=(120, 132, 126))
    left = random.randrange(620, 760)
    pen.rectangle((left, 150, left + 190, floor - 22), fill=(146, 106, 74))
    pen.ellipse((left + 160, 350, left + 174, 364), fill=(220, 200, 120))
    pen.rectangle((left + 40, 92, left + 150, 132), fill=(20, 130, 70))


def _extinguisher(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(200, 420)
    pen.rounded_rectangle((x, 300, x + 120, 610), 46, fill=(196, 28, 32))
    pen.rectangle((x + 42, 252, x + 78, 306), fill=(40, 40, 42))
    pen.line((x + 70, 268, x + 150, 300, x + 160, 430), fill=(30, 30, 32), width=14)
    pen.rectangle((x + 14, 400, x + 106, 500), fill=(238, 232, 220))
    pen.pieslice((x + 36, 256, x + 84, 304), 200, 270, fill=(210, 40, 30))
    pen.pieslice((x + 36, 256, x + 84, 304), 270, 340, fill=(40, 160, 70))
    angle = math.radians(random.choice((225, 300, 315)))
    centre = (x + 60, 280)
    tip = (centre[0] + 22 * math.cos(angle), centre[1] + 22 * math.sin(angle))
    pen.line((*centre, *tip), fill=(10, 10, 10), width=4)


def _cabinet(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(160, 360)
    colour = random.choice(((188, 30, 34), (206, 210, 212), (222, 190, 60)))
    pen.rectangle((x, 220, x + 260, 560), fill=colour, outline=(60, 60, 60), width=6)
    pen.line((x + 130, 220, x + 130, 560), fill=(60, 60, 60), width=4)
    pen.rectangle((x + 104, 370, x + 122, 420), fill=(50, 50, 50))
    pen.rectangle((x + 138, 370, x + 156, 420), fill=(50, 50, 50))


def _stove(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(120, 300)
    pen.rectangle((x, 430, x + 420, 620), fill=(176, 180, 184), outline=(90, 94, 98), width=5)
    for at in (x + 90, x + 310):
        pen.ellipse((at - 60, 380, at + 60, 440), fill=(48, 48, 52))
        pen.ellipse((at - 26, 560, at + 26, 612), fill=(30, 30, 32))
    pen.line((x + 420, 470, x + 520, 470, x + 520, 200), fill=(214, 176, 40), width=16)


def _bus(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(60, 160)
    pen.rounded_rectangle((x, 230, x + 620, 560), 40, fill=(238, 176, 18))
    for at in range(x + 40, x + 560, 104):
        pen.rectangle((at, 270, at + 84, 370), fill=(70, 96, 116))
    pen.rectangle((x, 430, x + 620, 446), fill=(30, 30, 30))
    for at in (x + 120, x + 500):
        pen.ellipse((at - 56, 510, at + 56, 622), fill=(26, 26, 28))
        pen.ellipse((at - 24, 542, at + 24, 590), fill=(180, 182, 186))


def _box(pen: ImageDraw.ImageDraw, random: Random) -> None:
    for _ in range(random.randrange(2, 5)):
        x, size = random.randrange(80, 480), random.randrange(110, 190)
        colour = (176 + random.randrange(30), 138 + random.randrange(20), 92)
        pen.rectangle((x, 600 - size, x + size, 600), fill=colour, outline=(110, 84, 52), width=4)
        pen.line((x, 600 - size // 2, x + size, 600 - size // 2), fill=(210, 190, 150), width=12)


_SUBJECTS = {
    "FX": _extinguisher,
    "HY": _cabinet,
    "PB": _cabinet,
    "CC": _cabinet,
    "FH": _cabinet,
    "GS": _stove,
    "GD": _stove,
    "GV": _stove,
    "SB": _bus,
}


@cache
def _grain() -> Image.Image:
    """A little noise, so that the pictures weigh about what photos of walls weigh."""
    size = (SIZE[0] // 2, SIZE[1] // 2)
    noise = Image.frombytes("L", size, Random(0).randbytes(size[0] * size[1])).resize(SIZE)
    return noise.point(lambda level: level // 18)


def _stamp(image: Image.Image, lines: tuple[str, ...], fonts: Fonts) -> None:
    pen = ImageDraw.Draw(image, "RGBA")
    word = "演示 DEMO" if fonts.is_chinese else "DEMO"
    pen.text((40, 30), word, font=fonts.large, fill=(255, 255, 255, 210))
    pen.text((36, 26), word, font=fonts.large, fill=(190, 20, 20, 200))
    shown = [line for line in lines if fonts.is_chinese or line.isascii()]
    top = SIZE[1] - 16 - STAMP_LINE_PX * len(shown)
    pen.rectangle((0, top - 10, *SIZE), fill=(0, 0, 0, 120))
    for number, line in enumerate(shown):
        at = (18, top + number * STAMP_LINE_PX)
        pen.text(at, line, font=fonts.small, fill=(255, 255, 255, 255))
