"""`odk check` and `odk publish`: which forms the server has, and how they get there."""

import pytest

from forms.files import LIBRARY, load
from tests.cli.test_commands import run  # noqa: F401
from tests.sync.server.odk.openrosa_server import PASSWORD
from tests.sync.server.odk.test_push import filled, odk  # noqa: F401

FIRE = load(LIBRARY / "fire.yaml")
VERSION = str(FIRE.version)


@pytest.fixture
def desk(run, filled, odk, monkeypatch):  # noqa: F811
    """The command beside an endpoint with one inspection, and the server that it was told of."""
    endpoint, _ = filled
    settings = endpoint.settings
    told = {"ODK": odk.address, "ODK_USER": "bureau", "ODK_PASSWORD": PASSWORD}
    told |= {"DATABASE": settings.database, "BLOBS": settings.blobs}
    for name, value in told.items():
        monkeypatch.setenv(f"INSPECT_{name}", value)
    return lambda *said: run("odk", *said, "--data", settings.folder)


def test_form_that_is_there_is_said(desk, odk):  # noqa: F811
    odk.forms = [("fire", "消防", VERSION)]

    done = desk("check")

    assert done.exit_code == 0, done.output
    assert f"✓ fire, version {VERSION}, is there (fire)" in done.stdout


def test_form_that_is_missing_ends_with_1_and_says_what_may_be_meant(desk, odk):  # noqa: F811
    odk.forms = [("aXyz9", FIRE.label.zh, "7")]

    done = desk("check")

    assert done.exit_code == 1
    assert "× fire: fire is not there" in done.stdout
    assert "INSPECT_ODK_FORMS=fire=aXyz9" in done.stdout


def test_version_that_is_missing_is_said(desk, odk):  # noqa: F811
    odk.forms = [("fire", "消防", "999")]

    assert f"not in version {VERSION}" in desk("check").stdout


def test_form_is_published_at_central_alone(desk, odk):  # noqa: F811
    odk.forms = []

    done = desk("publish", "fire")

    if odk.kind == "central":
        assert done.exit_code == 0, done.output
        assert [(form, version) for form, _, version in odk.forms] == [("fire", VERSION)]
        assert desk("check").exit_code == 0
        assert "has this version already" in desk("publish", "fire").stderr
    else:
        assert done.exit_code == 1
        assert "is no OpenRosa server" in done.stderr or "check the address" in done.stderr
