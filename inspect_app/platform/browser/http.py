"""HTTP by the browser: no threads, no blocking, and the upload's progress."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from pyodide.ffi import create_proxy

from inspect_app.platform.browser.script import load_module, plain
from inspect_app.platform.interface import MAX_ANSWER_BYTES, HttpAnswer


class BrowserHttp:
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
        listener = create_proxy(on_sent) if on_sent and body else None
        exchange = (await load_module("http.js")).send(
            method,
            url,
            plain(list(headers.items())),
            plain(body),
            round(timeout_s * 1000),
            MAX_ANSWER_BYTES,
            listener,
        )
        try:
            answer = await exchange.answer
        except asyncio.CancelledError:
            exchange.abort()
            raise
        finally:
            if listener is not None:
                listener.destroy()
        if hasattr(answer, "error"):
            _refuse(url, answer.error)
        if on_sent and body:
            on_sent(len(body))
        return HttpAnswer(answer.status, _parsed(answer.headers), answer.body.to_bytes())


def _refuse(url: str, cause: str) -> None:
    if cause == "timeout":
        raise TimeoutError(f"{url} took too long")
    raise ConnectionError(f"{url}: {cause}")


def _parsed(lines: Any) -> dict[str, str]:
    pairs = (line.split(":", 1) for line in str(lines).splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}
