"""A phone at the deployment of `deploy/`: TLS, either process, and one of them killed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from sync.protocol import Enrolment
from sync.server.blob_store import blob_name
from sync.server.enrolment import make_code
from sync.server.throttling import MAX_TRIES
from tests.sync.server.conftest import Device
from tests.sync.server.factories import Sealer, a_photo, an_inspection
from tests.sync.server.tus import Tus

PHOTO = bytes(range(256)) * 1200
PUSHES = 40


@pytest.fixture
def device(deployed):
    endpoint = deployed.endpoint
    with endpoint.database.writing() as connection:
        lifetime = endpoint.settings.code_lifetime
        code = make_code(connection, "p-officer", endpoint.now(), lifetime)
    with deployed.client() as http:
        answer = http.post("/v1/enrol", json={"code": code})
        assert answer.status_code == 200, answer.text
        yield Device(SimpleNamespace(http=http), Sealer(Enrolment.from_dict(answer.json())))


def test_either_process_has_what_the_other_took(deployed, device):
    inspection = device.sealer.inspection(an_inspection(photos=[a_photo(PHOTO)]))
    assert [each["status"] for each in device.answers(inspection)] == ["accepted"]
    upload = Tus(device)
    location = upload.begun(PHOTO)
    assert upload.patch(location, 0, PHOTO[:100_000]).status_code == 204
    assert upload.patch(location, 100_000, PHOTO[100_000:]).status_code == 204

    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert deployed.endpoint.blobs.get(blob_name(sha256)) == PHOTO
    for port in deployed.processes:
        with deployed.client(f"http://127.0.0.1:{port}") as own:
            page = own.get("/v1/records", headers=device.headers).json()
        assert inspection.id in [each["id"] for each in page["items"]]


def test_plain_http_leads_to_tls(deployed):
    with deployed.client(deployed.plain_address) as http:
        answer = http.get("/v1/health")

    assert answer.status_code == 308
    assert answer.headers["location"] == "https://localhost/v1/health"


def test_nobody_says_for_himself_where_he_is(deployed):
    """Guesses count against the address that nginx sees, whatever a header claims."""
    answers = []
    with deployed.client() as http:
        for number in range(MAX_TRIES + 1):
            claimed = {"X-Forwarded-For": f"203.0.{number}.1"}
            known = {"username": "p-officer", "password": "guess"}
            answers.append(http.post("/v1/sign-in", data=known, headers=claimed).status_code)

    assert answers == [*[401] * MAX_TRIES, 429]


def test_a_killed_process_costs_no_record(deployed, device):
    """The last one here: the process stays dead."""
    sealed = [device.sealer.inspection() for _ in range(PUSHES)]
    victim = next(iter(deployed.processes.values()))

    def push(number):
        if number == PUSHES // 4:
            victim.kill()
        return device.answers(sealed[number])[0]["status"]

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(push, range(PUSHES)))

    assert set(outcomes) <= {"accepted", "duplicate"}
    page = device.get("/v1/records").json()
    assert {each.id for each in sealed} <= {each["id"] for each in page["items"]}
