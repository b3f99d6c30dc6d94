"""Figure `photo`: a 12-megapixel picture to the stamped photo, beside Pillow's plain way."""

import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from PIL import Image, ImageDraw, ImageOps

from inspect_app.config import JPEG_QUALITY, MAX_EDGE_PX, MAX_PHOTO_BYTES
from inspect_app.domain.evidence import PhotoSource
from inspect_app.platform.pillow_codec import PillowCodec

ROUNDS = 7
MUST = 0.45
STAMP = (
    "2026-11-23 09:41 +08:00",
    "示例小学 · 3号楼3层东侧走廊",
    "灭火器 FX-0042-K · 检查人 甲、乙",
)
TAKEN_AT = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)


def run() -> dict[str, object]:
    """The ratio of CPU times; both medians in milliseconds beside it."""
    source = camera_picture()
    codec = PillowCodec()
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(_cpu_s(lambda: _stamped(codec, source)))
        plain.append(_cpu_s(lambda: _plain(source)))
    ours_s, plain_s = statistics.median(ours), statistics.median(plain)
    return {
        "figure": "photo",
        "value": round(ours_s / plain_s, 3),
        "unit": "ratio",
        "beside": {
            "ours_ms": round(ours_s * 1000, 1),
            "plain_ms": round(plain_s * 1000, 1),
            "source_bytes": len(source),
            "photo_bytes": len(_stamped(codec, source)),
        },
        "must": f"<= {MUST}",
    }


def camera_picture(seed: int = 7) -> bytes:
    """A 12-megapixel JPEG as a phone held upright writes it: EXIF orientation 6, sensor noise."""
    chance = random.Random(seed)
    size = (4000, 3000)
    sheet = Image.linear_gradient("L").resize(size).convert("RGB")
    pen = ImageDraw.Draw(sheet)
    for _ in range(400):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rectangle((x, y, x + chance.randrange(20, 500), y + chance.randrange(20, 300)), colour)
    noise = Image.effect_noise(size, 36).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.blend(sheet, noise, 0.35).save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def _stamped(codec: PillowCodec, source: bytes) -> bytes:
    jpeg = codec.prepare_now(source, STAMP, TAKEN_AT, PhotoSource.camera).jpeg
    if len(jpeg) > MAX_PHOTO_BYTES:
        raise ValueError(f"{len(jpeg)} bytes are too many for a photo")
    return jpeg


def _plain(source: bytes) -> bytes:
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(source)))
    scale = MAX_EDGE_PX / max(upright.size)
    small = upright.resize(
        (round(upright.width * scale), round(upright.height * scale)), Image.Resampling.LANCZOS
    )
    out = io.BytesIO()
    small.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _cpu_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
