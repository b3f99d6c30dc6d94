"""Whether the browser believes itself online: the page's word, for a worker hears of no change."""

import js

from inspect_app.platform.browser.bridge import Bridge


class PageLine:
    def __init__(self, bridge: Bridge) -> None:
        self.is_believed = bool(js.navigator.onLine)
        """The worker's own belief until the page has said its."""
        self._bridge = bridge
        bridge.listen(self._hear)

    async def ask(self) -> None:
        """Meet the page; raises `PageError` and `TimeoutError`."""
        self.is_believed = bool(await self._bridge.call("meet"))

    def _hear(self, event: str, value: object) -> None:
        if event == "online":
            self.is_believed = value is not False
