"""The door: a real endpoint on loopback hands this device to a person."""

import pytest

from inspect_app.ui.routes import App
from inspect_app.ui.screens.enrol import code_of_route
from tests.sync.hostile import PlainHttp
from tests.sync.serving import serving
from tests.ui.harness import mounted
from tests.ui.walks import a_device


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("endpoint")) as served:
        yield served


@pytest.fixture
def blank(tmp_path, endpoint):
    """A device that belongs to nobody, loaded from the endpoint's address."""
    device = a_device(tmp_path / "blank")
    device.services.enrolment.sign_out()
    device.phone.http = PlainHttp()
    device.phone.address = endpoint.address
    yield device
    device.store.close()


def test_code_is_read_from_the_link():
    assert code_of_route("/enrol?code=7F3K-9QZ2-M4WD") == "7F3K-9QZ2-M4WD"
    assert code_of_route("/enrol") == ""


async def test_every_address_leads_to_the_door_before_enrolment(blank):
    for route in ("/", "/hazards", "/inspections/x/review"):
        async with mounted(App, blank.services, route=route) as screen:
            assert screen.has("enrol-code"), route
            assert screen.by_key("enrol").disabled


async def test_link_enrols_with_one_tap_and_fetches_the_units(blank, endpoint):
    code = endpoint.code_for("p-inspector")

    async with mounted(App, blank.services, route=f"/enrol?code={code}") as screen:
        assert screen.by_key("enrol-code").value == code
        await screen.tap("enrol")
        await screen.until(lambda: screen.has("unit-at-hand"), timeout_s=20)

        assert screen.route == "/"
    assert blank.services.enrolment.person_name() == "演示检查员甲"
    assert any(unit.id == "u-first" for unit in blank.services.catalog.units())


async def test_door_stays_with_the_progress_until_the_first_pull_is_through(blank, endpoint):
    code, seen = endpoint.code_for("p-inspector"), []

    class Watched(PlainHttp):
        async def send(self, method, url, **more):
            if blank.services.enrolment.identity() is not None:
                await screen.settle()
                seen.append(screen.has("pull-progress"))
            return await super().send(method, url, **more)

    blank.phone.http = Watched()
    async with mounted(App, blank.services, route=f"/enrol?code={code}") as screen:
        await screen.tap("enrol")
        await screen.until(lambda: screen.has("unit-at-hand"), timeout_s=20)

    assert seen
    assert all(seen)


async def test_scanned_code_brings_address_and_code(blank, endpoint):
    blank.phone.address = ""
    blank.phone.camera.before_it[:] = [f"{endpoint.address}/#/enrol?code=ABCD-EFGH-JKMN"]

    async with mounted(App, blank.services) as screen:
        await screen.tap("scan-enrolment")

        assert screen.by_key("enrol-address").value == endpoint.address
        assert screen.by_key("enrol-code").value == "ABCD-EFGH-JKMN"


async def test_foreign_code_is_refused_with_words(blank):
    blank.phone.camera.before_it[:] = ["https://96333.example/lift/9"]
    address = blank.phone.address

    async with mounted(App, blank.services) as screen:
        await screen.tap("scan-enrolment")

        assert screen.reads("不是登记码")
        assert screen.by_key("enrol-address").value == address


async def test_unknown_code_is_told_and_can_be_typed_again(blank):
    async with mounted(App, blank.services) as screen:
        await screen.type("enrol-code", "0000-0000-0000")
        await screen.tap("enrol")
        await screen.until(lambda: screen.has("enrol-error"), timeout_s=20)

        assert screen.reads("没有这个登记码", under="enrol-error")
        assert not screen.by_key("enrol").disabled


async def test_plain_http_to_another_machine_is_warned_of_first(blank):
    async with mounted(App, blank.services) as screen:
        await screen.type("enrol-address", "http://192.0.2.7:8550")
        await screen.type("enrol-code", "ABCD-EFGH-JKMN")
        await screen.tap("enrol")

        assert screen.reads("不是 https", under="enrol-error")
        assert screen.has("accept-insecure")


async def test_language_is_changed_at_the_door(blank):
    async with mounted(App, blank.services) as screen:
        await screen.tap("language-en")

        assert screen.reads("Enrol this device")
