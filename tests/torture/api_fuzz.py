"""Schemathesis over the whole OpenAPI: what fits it, what does not, and what is really there.

A trial is one example of each kind for every operation: fitting and unfitting by the schema, by
a device and by nobody. No answer is a 5xx, none takes long, each is as the schema says, and the
endpoint's process stays small.
"""

import hashlib
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.schemas import APIOperation

from sync.protocol import API
from tests.sync.server.factories import ASSETS, Sealer, a_hazard, a_photo, an_inspection
from tests.torture._http import post_records, send_photo
from tests.torture._process import Process, process
from tests.torture._tally import Tally

FULL, SAMPLE = 100, 4
LONGEST_S = 10.0
MAX_GROWTH_MB = 200.0
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""Not that what fits is accepted: a cursor or a record that fits the schema is not yet one."""
OFFSET_TYPE = "application/offset+octet-stream"
PHOTO = b"\xff\xd8\xff a photo"


@schemathesis.serializer(OFFSET_TYPE)
def _as_it_is(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@dataclass
class _Seen:
    answers: Counter[int] = field(default_factory=Counter)
    operations: int = 0
    slowest_s: float = 0.0
    never_unfitting: int = 0
    """Operations of which everything fits the schema."""
    faults: dict[str, str] = field(default_factory=dict)
    """Of each kind of fault the first, in words."""


def run(trials: int, chance_seed: int, folder: Path) -> Tally:
    seen = _Seen()
    with process(folder) as endpoint, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        device, real = _stock(endpoint)
        before_mb = endpoint.peak_mb()
        schema = schemathesis.openapi.from_url(f"{endpoint.address}{API}/openapi.json")
        for found in schema.get_all_operations():
            seen.operations += 1
            for mode in GenerationMode:
                _ask(found.ok(), mode, device, real, trials, chance_seed, seen)
        if not _is_well(endpoint, device):
            seen.faults["afterwards"] = "the endpoint took no record afterwards"
        grown_mb = endpoint.peak_mb() - before_mb
    if grown_mb > MAX_GROWTH_MB:
        seen.faults["memory"] = f"memory grew by {grown_mb:.0f} MB"
    counts = {str(status): count for status, count in sorted(seen.answers.items())}
    return Tally(
        trials,
        faults=tuple(seen.faults.values()),
        counts={
            "operations": seen.operations,
            "requests": seen.answers.total(),
            "never_unfitting": seen.never_unfitting,
            "slowest_s": round(seen.slowest_s, 3),
            "grown_mb": round(grown_mb, 1),
            **counts,
        },
    )


def _ask(
    operation: APIOperation,
    mode: GenerationMode,
    device: Sealer,
    real: dict[str, str],
    examples: int,
    chance_seed: int,
    seen: _Seen,
) -> None:
    """Ask one operation `examples` times. Paths lead to real things half of the time."""

    @seed(chance_seed)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans(), who=_WHO)
    def asked(case: Case, is_real: bool, who: str) -> None:
        if is_real:
            case.path_parameters.update(
                {name: real[name] for name in case.path_parameters if name in real}
            )
        headers = {"Authorization": f"Bearer {device.enrolment.token}"} if who == "device" else {}
        began = monotonic()
        answer = case.call(headers=headers, timeout=LONGEST_S)
        seen.slowest_s = max(seen.slowest_s, monotonic() - began)
        seen.answers[answer.status_code] += 1
        _check(case, answer, seen)

    try:
        asked()
    except Unsatisfiable:
        # Nothing unfitting can be said where a schema allows everything.
        if mode is GenerationMode.NEGATIVE:
            seen.never_unfitting += 1
        else:
            seen.faults[operation.label] = f"{operation.label}: nothing fits its schema"
    except OSError as error:
        seen.faults[operation.label] = f"{operation.label}: {error!r}"


_WHO = st.sampled_from(["device", "device", "device", "nobody"])


def _check(case: Case, answer: Any, seen: _Seen) -> None:
    try:
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
    except BaseExceptionGroup as group:
        for error in group.exceptions:
            words = f"{case.operation.label}: {type(error).__name__}: {error}"
            seen.faults.setdefault(f"{case.operation.label} {type(error).__name__}", words[:1_000])


def _stock(endpoint: Process) -> tuple[Sealer, dict[str, str]]:
    """Return a device, and by parameter the name of what is really there."""
    enrolment, spare = (endpoint.stocked.grant("p-inspector") for _ in range(2))
    device = Sealer(enrolment)
    inspection, hazard = an_inspection(photos=[a_photo(PHOTO)]), a_hazard()
    token = enrolment.token
    post_records(
        endpoint.address, token, [device.inspection(inspection), device.hazard(hazard)]
    ).raise_for_status()
    upload = send_photo(endpoint.address, token, PHOTO)
    return device, {
        "inspection_id": inspection.id,
        "hazard_id": hazard.id,
        "unit_id": "u-first",
        "code": ASSETS[0].id,
        "sha256": hashlib.sha256(PHOTO).hexdigest(),
        "device_id": spare.device,
        "upload_id": upload.headers["location"].rpartition("/")[2],
    }


def _is_well(endpoint: Process, device: Sealer) -> bool:
    answer = post_records(endpoint.address, device.enrolment.token, [device.inspection()])
    return answer.status_code == 200 and answer.json()["answers"][0]["status"] == "accepted"
