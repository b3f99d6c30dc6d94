"""One HTTP exchange with the endpoint, and the one place where its failures get our names."""

import asyncio
import gzip
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from sync.errors import (
    AnswerDamaged,
    Offline,
    ProtocolMismatch,
    Refused,
    RequestRejected,
    ServerTrouble,
    SyncError,
    TimedOut,
    TooBusy,
    WrongAnswer,
)
from sync.protocol import API, canonical

TIMEOUT_S = 30.0
SLOWEST_BYTES_PER_S = 4_000
"""A body gets as long as a line of this speed needs, on top of the timeout."""
PATIENCE_S = 5.0
"""How long after its own timeout an adapter may still hang before it is given up."""
MAX_ANSWER_BYTES = 32_000_000
"""A page of 2,000 assets is below 2 MB; more than this is not our endpoint."""
MIN_GZIP_BYTES = 1_400
"""Below one network packet, packing saves nothing."""
MAX_RETRY_AFTER_S = 3_600.0


class HttpAnswer(Protocol):
    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Lower-case names."""
        ...

    @property
    def body(self) -> bytes: ...


class Http(Protocol):
    """What the host offers; inspect_app.platform.interface declares the same shape."""

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
        """Raise `ConnectionError` when there is no line and `TimeoutError` when it is too slow."""
        ...


class Transport:
    """Talks to one endpoint as one device. Every method raises `SyncError` and nothing else."""

    def __init__(self, http: Http, address: str, token: str | None = None) -> None:
        self.address = address.rstrip("/")
        self._http = http
        self._token = token
        self._takes_gzip = False
        self.told_at: datetime | None = None
        """What the endpoint's clock said in its last answer (RFC 9110, 6.6.1)."""

    async def get_json(self, path: str, *, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
        return _json_object(_succeeded(await self.exchange("GET", path, timeout_s=timeout_s)))

    async def post_json(
        self, path: str, message: Any, *, timeout_s: float = TIMEOUT_S
    ) -> dict[str, Any]:
        body = canonical(message)
        headers = {"content-type": "application/json"}
        if self._takes_gzip and len(body) >= MIN_GZIP_BYTES:
            headers["content-encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=6, mtime=0)
        answer = await self.exchange("POST", path, headers=headers, body=body, timeout_s=timeout_s)
        return _json_object(_succeeded(answer))

    async def reaches(self) -> bool:
        """Whether anything answers at all; what it says is for an exchange to find out."""
        try:
            await self.exchange("GET", f"{API}/health")
        except Offline:
            return False
        except SyncError:
            return True
        return True

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_s: float = TIMEOUT_S,
        on_sent: Callable[[int], None] | None = None,
    ) -> HttpAnswer:
        """Return any 2xx or 4xx; what a 4xx means is for the caller, by `refusal`."""
        timeout_s += len(body or b"") / SLOWEST_BYTES_PER_S
        try:
            async with asyncio.timeout(timeout_s + PATIENCE_S):
                answer = await self._http.send(
                    method,
                    self.address + path,
                    headers=self._headers(headers),
                    body=body,
                    timeout_s=timeout_s,
                    on_sent=on_sent,
                )
        except TimeoutError as error:
            raise TimedOut(f"{method} {path}", timeout_s=timeout_s) from error
        except ConnectionError as error:
            raise Offline(f"{method} {path}: {error}") from error
        understood = _understood(answer)
        # An endpoint says in any answer which codings it reads (RFC 9110, 12.5.3).
        self.told_at = _date_of(answer) or self.told_at
        self._takes_gzip |= "gzip" in answer.headers.get("accept-encoding", "")
        return understood

    def _headers(self, extra: Mapping[str, str] | None) -> dict[str, str]:
        headers = {"accept": "application/json"} | dict(extra or {})
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        return headers


def _understood(answer: HttpAnswer) -> HttpAnswer:
    status = answer.status
    if status in {429, 503}:
        raise TooBusy(f"{status}", retry_after_s=_retry_after_s(answer))
    if status >= 500:
        raise ServerTrouble(f"{status}", status=status)
    if not 200 <= status < 300 and not 400 <= status < 500:
        raise WrongAnswer(f"unexpected status {status}", status=status)
    if len(answer.body) > MAX_ANSWER_BYTES:
        raise AnswerDamaged(f"{len(answer.body)} bytes", status=status)
    return answer


def _succeeded(answer: HttpAnswer) -> HttpAnswer:
    if answer.status >= 400:
        raise refusal(answer)
    return answer


def refusal(answer: HttpAnswer) -> SyncError:
    """Return what a 4xx means. A proxy's page is never taken for the endpoint's word."""
    status = answer.status
    if status == 408:
        return TimedOut("408", timeout_s=None)
    if status == 426:
        return ProtocolMismatch("426")
    if status not in _WITHOUT_BODY and not _is_json(answer):
        return WrongAnswer(f"{status} without JSON", status=status)
    cause, messages = _rejection(answer)
    if status in {401, 403}:
        return Refused(f"{status} {cause}", status=status, cause=cause)
    return RequestRejected(status, cause, messages)


_WITHOUT_BODY = {413, 415}
"""A proxy says these in the endpoint's name, with a page of its own."""


def _rejection(answer: HttpAnswer) -> tuple[str, Mapping[str, str]]:
    """Return the endpoint's own word and sentences, as far as it gave any."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return "", {}
    if not isinstance(said, dict):
        return "", {}
    messages = said.get("message")
    return str(said.get("code", "")), messages if isinstance(messages, dict) else {}


def _json_object(answer: HttpAnswer) -> dict[str, Any]:
    if not _is_json(answer):
        raise WrongAnswer(f"{answer.status} without JSON", status=answer.status)
    try:
        message = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise AnswerDamaged(str(error), status=answer.status) from error
    if not isinstance(message, dict):
        raise ProtocolMismatch(f"a {type(message).__name__} where an object belongs")
    return message


def _is_json(answer: HttpAnswer) -> bool:
    return "json" in answer.headers.get("content-type", "")


def _date_of(answer: HttpAnswer) -> datetime | None:
    return _http_date(answer.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _retry_after_s(answer: HttpAnswer) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3), a date by the clock of whoever answers."""
    text = answer.headers.get("retry-after", "")
    until, told_at = _http_date(text), _date_of(answer)
    try:
        seconds = (until - told_at).total_seconds() if until and told_at else float(text)
    except ValueError:
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S) if seconds == seconds else None
