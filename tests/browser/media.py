"""Real input for the browser: camera-size pictures with EXIF, and a camera feed of tags."""

import io
import random
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFilter

FEED_SIZE = (1280, 720)
FRAMES_PER_TAG = 20
"""At ten frames a second each tag is in view for two seconds."""


def camera_picture(path: Path, seed: int = 1, orientation: int = 6) -> Path:
    """Write a noisy 12-megapixel JPEG as a phone takes it, held upright (EXIF orientation 6)."""
    grain = Image.effect_noise((4000, 3000), 60).convert("RGB")
    light = Image.linear_gradient("L").resize((4000, 3000)).convert("RGB")
    picture = Image.blend(grain, light, 0.6)
    draw = ImageDraw.Draw(picture)
    chance = random.Random(seed)
    for _ in range(40):
        x, y = chance.randrange(3600), chance.randrange(2600)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle((x, y, x + chance.randrange(400), y + chance.randrange(400)), fill=colour)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(path, quality=90, exif=exif)
    return path


def camera_feed(path: Path, texts: list[str]) -> Path:
    """Write a Motion JPEG in which the tags of `texts` come into view one after another.

    Every tag is turned, blurred and held before a noisy wall, as in a stairwell.
    """
    with path.open("wb") as feed:
        for number, text in enumerate(texts):
            frame = _frame(text, angle=7 * (number + 1) % 23, seed=number)
            feed.write(frame * FRAMES_PER_TAG)
    return path


def _frame(text: str, angle: float, seed: int) -> bytes:
    random.seed(seed)
    wall = Image.effect_noise(FEED_SIZE, 40).convert("RGB").filter(ImageFilter.GaussianBlur(2))
    tag = qrcode.make(text, box_size=10, border=4).convert("RGB").resize((400, 400))
    tag = tag.rotate(angle, expand=True, fillcolor=(230, 230, 230))
    tag = tag.filter(ImageFilter.GaussianBlur(1.2))
    wall.paste(tag, ((FEED_SIZE[0] - tag.width) // 2, (FEED_SIZE[1] - tag.height) // 2))
    encoded = io.BytesIO()
    wall.save(encoded, "JPEG", quality=88)
    return encoded.getvalue()
