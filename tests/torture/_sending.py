"""An inspection is sent by a tab or browser that is killed while record or photo is on its way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from sync.protocol import API, FILES
from tests.sync.proxy import Exchange, Proxy
from tests.torture._adversities import Walk, words_of
from tests.torture._walked import NAME

LOOKS, LOOK_MS = 1200, 100
SENT_S, OVER_S = 120, 300


@dataclass(frozen=True)
class Moment:
    path: str
    is_answered: bool
    """Whether the endpoint has done its work; its answer reaches nobody."""


MOMENTS = (
    Moment(f"{API}/records", False),
    Moment(f"{API}/records", True),
    Moment(FILES, False),
    Moment(FILES, True),
)
"""In the order in which one inspection can meet them all."""


@dataclass(frozen=True)
class Hold:
    """The fate of one exchange: nothing comes back, and it tells that it is on its way."""

    moment: Moment
    reached: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)

    def falls_on(self, exchange: Exchange) -> bool:
        return exchange.method == "POST" and exchange.path == self.moment.path

    def __call__(self, exchange: Exchange) -> None:
        if self.moment.is_answered:
            exchange.asked(exchange.rest())
        self.reached.set()
        self.over.wait(OVER_S)
        exchange.reset()


def send(walk: Walk, line: Proxy, kills: int) -> None:
    """Answer the rest, fail and photograph one, sign and submit it; it dies on the way."""
    code = walk.fail_one()
    walk.photograph(code)
    walk.inspector.answer_until()
    walk.inspector.review()
    walk.inspector.sign("检查人", NAME)
    begin = _submit
    chosen = sorted(walk.chance.sample(range(len(MOMENTS)), kills))
    for number in chosen:
        _kill_at(MOMENTS[number], walk, line, begin)
        begin = _open
    begin(walk)
    walk.phone.sees(words_of("sync.strip_all_sent"), SENT_S)


def _submit(walk: Walk) -> None:
    walk.phone.tap_for("^提交", words_of("review.kept"))


def _open(walk: Walk) -> None:
    walk.starts += 1
    walk.phone.open(walk.address)


def _kill_at(moment: Moment, walk: Walk, line: Proxy, begin: Callable[[Walk], None]) -> None:
    hold = Hold(moment)
    line.only, line.faults = hold.falls_on, [hold]
    try:
        begin(walk)
        for _ in range(LOOKS):
            if hold.reached.is_set():
                break
            walk.phone.page.wait_for_timeout(LOOK_MS)
        assert hold.reached.is_set(), f"never at {moment}; shown: {walk.phone.words()[:800]}"
        walk.chance.choice((walk.phone.kill, walk.phone.kill_tab))()
        walk.killed_sending += 1
    finally:
        hold.over.set()
