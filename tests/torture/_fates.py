"""What may become of one exchange on a hostile line; `tests/sync/proxy.py` has the line itself."""

import threading
import time
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.sync.proxy import (
    Exchange,
    Fault,
    cut_answer,
    cut_body,
    page,
    reset_at_once,
    slow,
    twice,
)

LATEST_S = 0.25
LATE_WAIT_S = 10.0
PAGES = ("200 OK", "302 Found", "502 Bad Gateway", "503 Service Unavailable", "404 Not Found")


@dataclass
class Late:
    """Requests that are held up on the way and overtaken by later ones: the line reorders."""

    _threads: list[threading.Thread] = field(default_factory=list)

    def after(self, seconds: float) -> Fault:
        def fault(exchange: Exchange) -> None:
            body = exchange.body()
            exchange.reset()
            thread = threading.Thread(target=_deliver, args=(exchange, body, seconds), daemon=True)
            thread.start()
            self._threads.append(thread)

        return fault

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._threads:
            self._threads.pop().join(LATE_WAIT_S)


def _deliver(exchange: Exchange, body: bytes, seconds: float) -> None:
    time.sleep(seconds)
    exchange.asked(iter([body]))


def end_answer(after: int) -> Fault:
    """The answer ends too early, and as if that were its end: no reset tells of it."""

    def fault(exchange: Exchange) -> None:
        exchange.client.sendall(exchange.asked(exchange.rest())[:after])

    return fault


def slow_answer(seconds: float) -> Fault:
    def fault(exchange: Exchange) -> None:
        answer = exchange.asked(exchange.rest())
        time.sleep(seconds)
        exchange.client.sendall(answer)

    return fault


def fates(late: Late) -> st.SearchStrategy[Fault]:
    """Return every way in which an exchange may go wrong; `show` prints them by name."""
    seconds = st.floats(0, LATEST_S)
    return st.one_of(
        st.just(reset_at_once),
        st.builds(cut_body, st.integers(1, 200_000)),
        st.builds(cut_answer, st.integers(0, 2_000)),
        st.builds(end_answer, st.integers(0, 2_000)),
        st.just(twice),
        st.builds(slow, seconds),
        st.builds(slow_answer, seconds),
        st.builds(late.after, seconds),
        st.builds(page, st.sampled_from(PAGES)),
    )
