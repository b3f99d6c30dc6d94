"""Pictures as cameras write them, pictures that are broken, and tags as people hold them."""

import io
import random
import struct
import zlib
from functools import cache

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SENSOR_PX = (4000, 3000)
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (40, 60, 200), (220, 200, 40)
CORNERS = (RED, GREEN, BLUE, YELLOW)
"""Of an upright picture: top left, top right, bottom left, bottom right."""

_UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation to how an upright picture lies on such a sensor."""


@cache
def upright_picture(width_px: int, height_px: int) -> Image.Image:
    """Four colours in the corners under sensor noise."""
    sheet = Image.new("RGB", (width_px, height_px))
    pen = ImageDraw.Draw(sheet)
    half = width_px // 2, height_px // 2
    for index, colour in enumerate(CORNERS):
        x, y = half[0] * (index % 2), half[1] * (index // 2)
        pen.rectangle((x, y, x + half[0], y + half[1]), colour)
    chance = random.Random(5)
    for _ in range(200):
        x, y = chance.randrange(width_px), chance.randrange(height_px)
        pen.rectangle((x, y, x + 20, y + 12), tuple(chance.randrange(256) for _ in range(3)))
    noise = Image.effect_noise(sheet.size, 36).convert("RGB")
    return Image.blend(sheet, noise, 0.25)


@cache
def camera_jpeg(orientation: int = 6, edges_px: tuple[int, int] = SENSOR_PX) -> bytes:
    """A JPEG of `edges_px` as the sensor lies, with its EXIF block."""
    lies_turned = orientation >= 5
    upright = upright_picture(*(edges_px[::-1] if lies_turned else edges_px))
    turn = _UNDO[orientation]
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera", orientation
    return encoded(upright if turn is None else upright.transpose(turn), "JPEG", 90, exif=exif)


def encoded(image: Image.Image, kind: str, quality: int = 85, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=quality, **options)
    return out.getvalue()


@cache
def noise_jpeg(edges_px: tuple[int, int] = (2400, 1800)) -> bytes:
    """Nothing compresses worse."""
    parts = [Image.effect_noise(edges_px, 200) for _ in range(3)]
    return encoded(Image.merge("RGB", parts), "JPEG", 95)


def png_bomb(width_px: int = 60_000, height_px: int = 60_000) -> bytes:
    """A valid PNG of a few kilobytes that would unpack to gigabytes."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


HEIC_HEADER = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000)


def tag(text: str, edge_px: int = 400) -> Image.Image:
    return qrcode.make(text, border=4).convert("L").resize((edge_px, edge_px))


def on_wall(code: Image.Image, size: tuple[int, int] = (1280, 960), noise: float = 40) -> bytes:
    """The tag in the middle of a noisy wall, as a camera's JPEG."""
    wall = Image.effect_noise(size, noise).filter(ImageFilter.GaussianBlur(1))
    wall.paste(code, ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
    return encoded(wall.convert("RGB"), "JPEG", 80)


def tilted(code: Image.Image) -> Image.Image:
    """Seen from the side and from below: a true perspective, not a shear."""
    edge = code.width
    paper = Image.new("L", (edge * 2, edge * 2), 255)
    paper.paste(code, (edge // 2, edge // 2))
    plane = (0.95, -0.25, edge * 0.45, -0.1, 0.9, edge * 0.4, -0.00055, -0.00035)
    size = (round(edge * 1.3), round(edge * 1.3))
    return paper.transform(size, Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC)


def held(text: str, kind: str) -> bytes:
    """A picture of the tag under one of the conditions of `CONDITIONS`."""
    code = tag(text)
    return on_wall(*_CONDITIONS[kind](code))


_CONDITIONS = {
    "straight": lambda code: (code,),
    "turned": lambda code: (code.rotate(33, expand=True, fillcolor=230),),
    "upside down": lambda code: (code.rotate(180),),
    "tilted": lambda code: (tilted(code),),
    "blurred": lambda code: (code.filter(ImageFilter.GaussianBlur(3)),),
    "noisy": lambda code: (
        ImageChops.add(code, Image.effect_noise(code.size, 120), scale=1, offset=-128),
    ),
    "pale": lambda code: (code.point(lambda value: 120 + value // 6),),
    "small": lambda code: (code.resize((96, 96), Image.Resampling.LANCZOS),),
    "far away in 12 megapixels": lambda code: (code.resize((260, 260)), SENSOR_PX),
    "inverted": lambda code: (ImageChops.invert(code),),
}
CONDITIONS = tuple(_CONDITIONS)


def write_feed(path: object, frames: list[bytes], repeats: int = 10) -> None:
    """A Motion JPEG for Chromium's fake camera."""
    path.write_bytes(b"".join(frame * repeats for frame in frames))
