"""Pictures, archives, JSON, YAML and backups that unfold: refused, small in memory, soon done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

import requests
from sqlalchemy import func, select

from sync.server.tables import blobs, records, uploads
from tests.torture._bombs import ARCHIVES, BACKUPS, BODIES, INERT, PICTURES, YAML
from tests.torture._http import TIMEOUT_S, send_photo
from tests.torture._process import Process, process
from tests.torture._refuser import Refuser, refuser
from tests.torture._tally import Tally

KINDS = (PICTURES, INERT, ARCHIVES, BODIES, YAML, BACKUPS)
FULL = 5 * sum(map(len, KINDS))
"""Each of them five times, in another order."""
SAMPLE = 14
LONGEST_S = 10.0
MAX_GROWTH_MB = 250.0


@dataclass
class _Range:
    """Where bombs are thrown, and what came of it."""

    endpoint: Process
    refuser: Refuser
    token: str
    folder: Path
    results: Counter[str] = field(default_factory=Counter)
    inert: set[bytes] = field(default_factory=set)
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(trials: int, seed: int, folder: Path) -> Tally:
    with process(folder / "endpoint") as endpoint, refuser() as commands:
        token = endpoint.stocked.grant("p-officer").token
        ground = _Range(endpoint, commands, token, folder)
        before_mb = endpoint.peak_mb()
        for name, throw in _order(trials, seed):
            began = monotonic()
            _note(ground, name, throw)
            ground.slowest_s = max(ground.slowest_s, monotonic() - began)
        grown_mb = endpoint.peak_mb() - before_mb
        if not endpoint.is_well():
            ground.faults.append("the endpoint does not answer afterwards")
        if grown_mb > MAX_GROWTH_MB:
            ground.faults.append(f"memory grew by {grown_mb:.0f} MB")
        ground.faults += _left_over(ground)
    counts = {"slowest_s": round(ground.slowest_s, 2), "grown_mb": round(grown_mb, 1)}
    return Tally(trials, faults=tuple(ground.faults), counts={**ground.results, **counts})


Throw = Callable[[_Range], tuple[bool, str]]


def _order(trials: int, seed: int) -> list[tuple[str, Throw]]:
    every: list[tuple[str, Throw]] = [
        *((f"photo: {name}", _photo(make, is_inert=False)) for name, make in PICTURES.items()),
        *((f"photo: {name}", _photo(make, is_inert=False)) for name, make in ARCHIVES.items()),
        *((f"photo: {name}", _photo(make, is_inert=True)) for name, make in INERT.items()),
        *((f"body: {name}", _body(make)) for name, make in BODIES.items()),
        *((f"form: {name}", _form(make)) for name, make in YAML.items()),
        *((f"backup: {name}", _backup(make)) for name, make in BACKUPS.items()),
    ]
    rounds = -(-trials // len(every))
    chance, order = Random(seed), []
    for _ in range(rounds):
        chance.shuffle(every)
        order += every
    return order[:trials]


def _note(ground: _Range, name: str, throw: Throw) -> None:
    try:
        is_held, outcome = throw(ground)
    except requests.RequestException as error:
        is_held, outcome = False, repr(error)[:300]
    ground.results[name.partition(":")[0]] += is_held
    if not is_held:
        ground.faults.append(f"{name}: {outcome}")


def _photo(make: Callable[[], bytes], *, is_inert: bool) -> Throw:
    """A bomb is refused; what is only odd is kept as a download of no type."""

    def throw(ground: _Range) -> tuple[bool, str]:
        content = make()
        began = monotonic()
        answer = send_photo(ground.endpoint.address, ground.token, content)
        if monotonic() - began > LONGEST_S:
            return False, f"took {monotonic() - began:.1f} s"
        if is_inert:
            ground.inert.add(content)
            return answer.status_code == 201, f"{answer.status_code} {answer.text[:200]}"
        return answer.status_code == 422, f"{answer.status_code} {answer.text[:200]}"

    return throw


def _body(make: Callable[[], tuple[bytes, str]]) -> Throw:
    def throw(ground: _Range) -> tuple[bool, str]:
        content, encoding = make()
        headers = {"Authorization": f"Bearer {ground.token}", "Content-Type": "application/json"}
        if encoding:
            headers["Content-Encoding"] = encoding
        began = monotonic()
        where = f"{ground.endpoint.address}/v1/records"
        answer = requests.post(where, data=content, headers=headers, timeout=TIMEOUT_S)
        took_s = monotonic() - began
        is_refused = 400 <= answer.status_code < 500 or _all_refused(answer)
        return is_refused and took_s < LONGEST_S, f"{answer.status_code} after {took_s:.1f} s"

    return throw


def _all_refused(answer: requests.Response) -> bool:
    if answer.status_code != 200:
        return False
    return all(each["status"] == "rejected" for each in answer.json()["answers"])


def _form(make: Callable[[], str]) -> Throw:
    def throw(ground: _Range) -> tuple[bool, str]:
        path = ground.folder / "form.yaml"
        path.write_text(make())
        return _refused(ground, "forms", "check", str(path))

    return throw


def _backup(make: Callable[[], bytes]) -> Throw:
    def throw(ground: _Range) -> tuple[bool, str]:
        path, target = ground.folder / "backup.tar", ground.folder / "restored"
        path.write_bytes(make())
        held, outcome = _refused(ground, "restore", str(path), "--data", str(target))
        size = sum(each.stat().st_size for each in target.rglob("*") if each.is_file())
        is_empty = size < 10_000 and not (target / "endpoint.sqlite").exists()
        escaped = (ground.folder / "escaped").exists() or Path("/tmp/escaped-by-restore").exists()
        return held and is_empty and not escaped, f"{outcome}; {size} bytes left, {escaped=}"

    return throw


def _refused(ground: _Range, *arguments: str) -> tuple[bool, str]:
    """The command must end by itself, with a sentence and no traceback."""
    began = monotonic()
    code, said = ground.refuser.run(*arguments)
    took_s = monotonic() - began
    is_held = code == 1 and "Traceback" not in said and bool(said.strip()) and took_s < LONGEST_S
    return is_held, f"{code} after {took_s:.1f} s: {said[-400:]}"


def _left_over(ground: _Range) -> list[str]:
    """Nothing is stored but what is only odd, and that is shown to nobody as a picture."""
    faults = []
    with ground.endpoint.stocked.endpoint.database.reading() as connection:
        counted = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (records, blobs, uploads)
        }
        types = set(connection.execute(select(blobs.c.media_type)).scalars())
    if counted["records"] or counted["blobs"] != len(ground.inert):
        faults.append(f"left over: {counted}, inert: {len(ground.inert)}")
    if types - {"application/octet-stream", "image/png"}:
        faults.append(f"kept as {types}")
    return faults
