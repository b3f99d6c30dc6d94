"""HTTP by requests in a worker thread, so that the screen does not wait."""

import asyncio
import io
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar

from inspect_app.platform.interface import MAX_ANSWER_BYTES, HttpAnswer

CONNECTIONS = 4
"""As many as a sync ever has under way at once."""
THREADS = 32
"""More than that: an exchange that was given up holds its thread until its line gives up too."""
CHUNK_BYTES = 64 * 1024


class RequestsHttp:
    """One pool of connections; any number of exchanges at a time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "http")
        self._session = requests.Session()
        self._session.cookies = _NoCookies()
        adapter = HTTPAdapter(pool_connections=CONNECTIONS, pool_maxsize=CONNECTIONS)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

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
        loop = asyncio.get_running_loop()
        deadline = time.monotonic() + timeout_s

        def tell(count: int) -> None:
            if on_sent is not None:
                loop.call_soon_threadsafe(on_sent, count)

        upload = None if body is None else _Upload(body, deadline, tell)
        exchange = partial(self._exchange, method, url, headers, upload, deadline)
        try:
            return await loop.run_in_executor(self._threads, exchange)
        finally:
            if upload is not None:
                upload.end()

    def close(self) -> None:
        self._session.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        upload: "_Upload | None",
        deadline: float,
    ) -> HttpAnswer:
        left_s = max(0.001, deadline - time.monotonic())
        try:
            with self._session.request(
                method,
                url,
                headers=dict(headers),
                data=upload,
                timeout=left_s,
                stream=True,
                # A network's sign-in page redirects; the endpoint never does.
                allow_redirects=False,
            ) as answer:
                body = b"".join(_bounded(answer, deadline))
                names = {name.lower(): value for name, value in answer.headers.items()}
                return HttpAnswer(answer.status_code, names, body)
        except requests.Timeout as error:
            raise TimeoutError(f"{url} took too long") from error
        except requests.RequestException as error:
            raise ConnectionError(f"{url}: {error}") from error


class _Upload(io.BytesIO):
    """A body that tells how much of it has left, and stops at the deadline."""

    def __init__(self, body: bytes, deadline: float, tell: Callable[[int], None]) -> None:
        super().__init__(body)
        self._length = len(body)
        self._deadline = deadline
        self._tell = tell

    def end(self) -> None:
        """Nobody waits any more: the thread that still sends it stops, and tells nothing."""
        self._deadline = 0.0
        self._tell = lambda _: None

    def __len__(self) -> int:
        return self._length

    def read(self, size: int | None = -1) -> bytes:
        if time.monotonic() > self._deadline:
            raise TimeoutError("the upload took too long")
        chunk = super().read(size)
        if chunk:
            self._tell(self.tell())
        return chunk


class _NoCookies(RequestsCookieJar):
    """Nothing of one exchange is kept for the next, so threads may share the session."""

    def set_cookie(self, cookie: object, *args: object, **kwargs: object) -> None:
        pass


def _bounded(answer: requests.Response, deadline: float) -> Iterator[bytes]:
    count = 0
    for chunk in answer.iter_content(CHUNK_BYTES):
        count += len(chunk)
        if count > MAX_ANSWER_BYTES:
            raise ConnectionError(f"{answer.url} answers with over {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{answer.url} took too long")
        yield chunk
