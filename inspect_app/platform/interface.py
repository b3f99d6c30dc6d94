"""What differs between browser, phone and desk, as one interface; nothing above sees which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from inspect_app.domain.evidence import Photo, PhotoSource


class HostKind(StrEnum):
    browser = "browser"
    native = "native"
    desk = "desk"


@dataclass(frozen=True, slots=True)
class Position:
    latitude: float
    longitude: float
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Capture:
    """A picture after orienting, bounding and stamping."""

    jpeg: bytes
    photo: Photo


@dataclass(frozen=True, slots=True)
class StorageRoom:
    used_bytes: int
    free_bytes: int
    is_persistent: bool
    """Whether the host promised not to clear it when room gets short."""


class PhotoCodec(Protocol):
    """Orient by EXIF, bound to MAX_EDGE_PX, stamp, encode as JPEG of about 80 %."""

    async def prepare(
        self,
        source: bytes,
        stamp: tuple[str, ...],
        taken_at: datetime,
        origin: PhotoSource,
    ) -> Capture:
        """Raise a `PhotoError` that names what is wrong with `source`."""
        ...


class Camera(Protocol):
    """The camera and the picture picker. Texts are in the person's language, by string key."""

    async def scan(self, texts: Mapping[str, str], last: str = "") -> str | None:
        """Show the camera until a code is read or typed; None when the person gave up.

        `last` is shown as a chip: what was scanned before. Raises `CameraDenied`,
        `CameraMissing`; where there is no camera at all, typing is still offered.
        """
        ...

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        """Show the viewfinder with a shutter and return the picture as taken."""
        ...

    async def pick(self, texts: Mapping[str, str]) -> tuple[bytes, ...]:
        """Let the person choose pictures; empty when none. Bounded by MAX_SOURCE_BYTES each."""
        ...

    async def read_picture(self, source: bytes) -> tuple[str, ...]:
        """Return the texts of the QR codes in a picture."""
        ...


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes


class Http(Protocol):
    """One HTTP exchange. The same shape is what sync.transport expects."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        timeout_s: float,
        on_sent: Callable[[int], None] | None = None,
    ) -> HttpAnswer:
        """Raise `ConnectionError` when there is no line and `TimeoutError` when it is too slow.

        `on_sent` hears how many bytes of the body have left so far.
        """
        ...


class Host(Protocol):
    kind: HostKind
    folder: Path
    """Durable: what is written and flushed here survives a kill."""
    has_shared_memory: bool
    """Whether SQLite's write-ahead log works on `folder`."""
    codec: PhotoCodec
    camera: Camera
    http: Http
    address: str
    """Where the app was loaded from, as an endpoint address to propose; empty when from nowhere."""

    async def keep_storage(self) -> bool:
        """Ask the host never to clear our data; whether it promised."""
        ...

    async def storage_room(self) -> StorageRoom: ...

    async def position(self, timeout_s: float = 8) -> Position | None: ...

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        """Hand a file to the person: share sheet, download, or a folder."""
        ...

    def is_online(self) -> bool:
        """What the host believes; a line may still be dead."""
        ...

    def watch(self, listener: Callable[[str, object], None]) -> Callable[[], None]:
        """Hear `online`, `visible`, `update` events; returns what stops it."""
        ...

    async def apply_update(self) -> None:
        """Restart on the new version that waits."""
        ...

    def publish_summary(self, summary: Mapping[str, object]) -> None:
        """Leave a few words for the loading screen of the next start."""
        ...

    def tick(self) -> None:
        """A short haptic tick where the host has one."""
        ...
