"""What differs between browser, phone and desk, as one interface; nothing above sees which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from inspect_app.domain.evidence import Photo, PhotoSource

ASKED_S = 60
"""How long a person is given to answer whether the app may know where it is."""


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


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as it came, and where from: the viewfinder offers the album too."""

    content: bytes
    source: PhotoSource


class FileKind(StrEnum):
    """What a form asks for; a phone that can record it offers to."""

    audio = "audio"
    video = "video"
    file = "file"


@dataclass(frozen=True, slots=True)
class PickedFile:
    name: str
    content: bytes


CAMERA_TEXTS = (
    "scan.hint",
    "scan.type_code",
    "scan.type_hint",
    "scan.confirm",
    "scan.torch",
    "scan.from_picture",
    "scan.cancel",
    "scan.denied",
    "scan.missing",
    "shoot.shutter",
    "shoot.album",
    "shoot.cancel",
    "shoot.denied",
    "shoot.missing",
    "shoot.system_camera",
)
"""String keys whose texts the camera's screens need; they lie outside Flet's."""

MAX_ANSWER_BYTES = 64_000_000
"""More than any answer of the endpoint; a longer one is not read to its end."""


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

        `last` is shown as a chip: what was scanned before. Without a camera the same screen says
        why, and typing and a picture file are still offered. Raises `NothingToRead` when the chosen
        picture shows no code, and `PhotoError` when it is no picture.
        """
        ...

    async def take(self, texts: Mapping[str, str]) -> Shot | None:
        """Show the viewfinder; None when the person gave up.

        Raises `CameraDenied` or `CameraMissing` where no other way can be offered.
        """
        ...

    async def shoot(self, texts: Mapping[str, str]) -> bytes | None:
        """Like `take`, for whom it is the same where the picture came from."""
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


class Cipher(Protocol):
    """Authenticated encryption under one key."""

    def encrypt(self, content: bytes) -> bytes: ...

    def decrypt(self, content: bytes) -> bytes:
        """Raise `ValueError` when it was encrypted under another key, or is damaged."""
        ...


class Keystore(Protocol):
    """Where the system itself keeps keys; each call raises `KeystoreRefused` where it does not."""

    async def fetch(self, name: str) -> bytes | None: ...

    async def keep(self, name: str, key: bytes) -> None: ...

    async def forget(self, name: str) -> None: ...

    def new_key(self) -> bytes: ...

    def cipher(self, key: bytes) -> Cipher: ...

    def wrap(self, key: bytes, passphrase: str) -> dict[str, object]:
        """Encrypt a key so that whoever knows the passphrase has it, on any device."""
        ...

    def unwrap(self, wrapped: Mapping[str, object], passphrase: str) -> bytes:
        """Raise `ValueError` when it is another passphrase."""
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
    keystore: Keystore | None
    """None where there is none that a program without a person can ask: in the browser."""
    address: str
    """Where the app was loaded from, as an endpoint address to propose; empty when from nowhere."""

    async def keep_storage(self) -> bool:
        """Ask the host never to clear our data; whether it promised."""
        ...

    async def storage_room(self) -> StorageRoom: ...

    async def position(self, timeout_s: float = 8) -> Position:
        """Return where the device is; raises `LocationDenied` or `LocationUnavailable`."""
        ...

    async def share(self, name: str, content: bytes, media_type: str) -> None:
        """Hand a file to the person: share sheet, download, or a folder."""
        ...

    async def pick_file(self, texts: Mapping[str, str], target: Path) -> bool:
        """Let the person choose a file and copy it to `target`; False when none was chosen.

        Raises `StoreFull`.
        """
        ...

    async def pick_attachment(
        self, texts: Mapping[str, str], kind: FileKind, most_bytes: int
    ) -> PickedFile | None:
        """Let the person choose or record a file; None when given up.

        `texts` are `entry.<kind>` and `common.cancel`. Raises `AttachmentTooLarge` before such a
        file is read.
        """
        ...

    def is_online(self) -> bool:
        """What the host believes; a line may still be dead."""
        ...

    def is_metered(self) -> bool | None:
        """Whether the line may cost money; None where the host does not say."""
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
