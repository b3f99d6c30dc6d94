"""How this device comes to belong to an endpoint and a person, and how it leaves."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from inspect_app import errors
from inspect_app.clock import Clock
from inspect_app.domain.ids import readable
from inspect_app.platform.interface import HostKind
from inspect_app.services.changes import Changes
from inspect_app.services.device_side import DeviceSide
from inspect_app.services.identity import CHAIN_HEAD, SETTING, Identity, stored_identity
from inspect_app.services.wanted_forms import FORMS_WANTED
from inspect_app.storage.store import Store
from sync.engine import pull_reference_data
from sync.errors import (
    Offline,
    Refused,
    RequestRejected,
    SyncError,
    TimedOut,
    TooBusy,
)
from sync.errors import ServerTrouble as WireServerTrouble
from sync.errors import WrongAnswer as WireWrongAnswer
from sync.progress import Progress
from sync.protocol import API
from sync.protocol import Enrolment as Granted
from sync.transport import Http, Transport

CAUSES: dict[str, type[errors.EnrolmentError]] = {
    "code_unknown": errors.CodeUnknown,
    "code_expired": errors.CodeExpired,
    "code_used": errors.CodeUsed,
}
_TYPED = str.maketrans({"。": ".", "．": ".", "：": ":", "／": "/"})
"""What a Chinese keyboard writes where an address has ASCII."""


class EnrolmentHost(Protocol):
    kind: HostKind
    http: Http


class Enrolment:
    def __init__(
        self,
        store: Store,
        host: EnrolmentHost,
        clock: Clock,
        changes: Changes,
        app_version: str = "",
        on_enrolled: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_enrolled` is called when the device can work: what else there is may be fetched."""
        self._store = store
        self._host = host
        self._clock = clock
        self._changes = changes
        self._app_version = app_version
        self._on_enrolled = on_enrolled

    def identity(self) -> Identity | None:
        return stored_identity(self._store.settings)

    def person_name(self) -> str:
        """Return the name of who holds the device, empty before enrolment."""
        identity = self.identity()
        return identity.person.name if identity else ""

    async def enrol(
        self,
        address: str,
        code: str,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        accepts_insecure: bool = False,
    ) -> None:
        """Exchange the one-time code for an identity, then fetch what the device works with.

        Enrolled it is as soon as the identity is kept; what the first fetch lacks comes later.
        Raises an `EnrolmentError` (`InsecureAddress` for plain http to another machine, unless
        accepted), `WrongAnswer` or `ServerTrouble`.
        """
        origin = normalised(address)
        if not accepts_insecure and is_insecure(origin):
            raise errors.InsecureAddress(address=origin)
        if self.identity() is not None:
            self._require_empty_outbox()
        granted = await self._granted(origin, code)
        identity = Identity.of(origin, granted)
        self._forget_fetched()
        with self._store.transaction():
            self._forget()
            self._store.settings.put(SETTING, identity.to_dict())
        self._changes.emit()
        transport = Transport(self._host.http, origin, identity.token)
        side = DeviceSide(self._store, identity.device)
        await pull_reference_data(transport, side, on_progress)
        self._changes.emit()
        self._on_enrolled()

    async def _granted(self, origin: str, code: str) -> Granted:
        message = {
            "code": readable(code),
            "device_name": f"{self._host.kind} {self._clock.today():%Y-%m-%d}",
            "platform": str(self._host.kind),
            "app_version": self._app_version,
        }
        try:
            said = await Transport(self._host.http, origin).post_json(f"{API}/enrol", message)
            return Granted.from_dict(said)
        except SyncError as error:
            raise _named(error, origin) from error
        except (KeyError, TypeError) as error:
            raise errors.WrongAnswer(address=origin) from error

    def sign_out(self, *, loses: int = 0) -> None:
        """Forget the identity. Records stay on the device, but can no longer be sent.

        Refused with `error.records_waiting` (parameter `count`) while anything waits, unless the
        person has been told the number: `loses` is that number.
        """
        self._require_empty_outbox(loses)
        with self._store.transaction():
            self._forget()
        self._forget_fetched()
        self._changes.emit()

    def _require_empty_outbox(self, loses: int = 0) -> None:
        totals = self._store.outbox.totals()
        count = totals.records_waiting + totals.photos_waiting + totals.in_trouble
        if count > loses:
            raise errors.EnrolmentError("error.records_waiting", count=count)

    def _forget(self) -> None:
        self._store.settings.remove(SETTING)
        self._store.settings.remove(CHAIN_HEAD)
        self._store.settings.remove(FORMS_WANTED)
        self._store.cursors.forget()

    def _forget_fetched(self) -> None:
        """Photos that were fetched with the last person's rights are not the next one's."""
        self._store.fetched.delete(self._store.fetched.shas())


def normalised(address: str) -> str:
    """Return the origin of a typed or scanned address.

    Without a scheme it is https, except on this very machine. Raises `AddressUnreachable` when it
    is no address at all.
    """
    typed = "".join(address.translate(_TYPED).split()).lstrip("/")
    try:
        if "://" not in typed:
            host = urlsplit(f"//{typed}").hostname or ""
            typed = f"{'http' if _is_loopback(host) else 'https'}://{typed}"
        parts = urlsplit(typed)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise errors.AddressUnreachable(address=address) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise errors.AddressUnreachable(address=address)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def is_insecure(origin: str) -> bool:
    """Whether others on the way could read and change what is sent."""
    parts = urlsplit(origin)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def read_ticket(text: str) -> tuple[str, str]:
    """Return (address, code) from what an enrolment QR carries: an address with `code=` in it.

    Either may be empty: a bare code has no address, an address no code.
    """
    text = text.strip()
    if "://" not in text:
        return "", text
    parts = urlsplit(text)
    asked = parse_qs(parts.query) | parse_qs(parts.fragment.partition("?")[2])
    return normalised(text), next(iter(asked.get("code", ())), "")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(error: SyncError, origin: str) -> errors.AppError:
    match error:
        case Offline() | TimedOut():
            return errors.AddressUnreachable(address=origin)
        case Refused() | RequestRejected() if error.params["cause"] in CAUSES:
            return CAUSES[str(error.params["cause"])]()
        case TooBusy():
            return errors.EnrolmentError("error.too_many_tries", **error.params)
        case WireServerTrouble() if not isinstance(error, WireWrongAnswer):
            return errors.ServerTrouble(**error.params)
    return errors.WrongAnswer(address=origin)
