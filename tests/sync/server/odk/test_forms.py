"""What is published at the server is asked for, and a form that is not there holds up no other."""

from dataclasses import replace

import pytest

from forms.xlsform.exporting import export_form
from sync.server.catalog import Item, put_items
from sync.server.odk.central import publish
from sync.server.odk.configured import server_of
from sync.server.odk.errors import AlreadyPublished, SignInRefused, WrongAnswer
from sync.server.odk.form_list import ListedForm, Standing, forms_in, standing
from sync.server.odk.ledger import State
from sync.server.odk.openrosa import Credentials, OpenRosaServer
from sync.server.odk.queue import enqueue, forms_in_use
from sync.server.settings import Settings
from tests.sync.server.odk.openrosa_server import PASSWORD, FakeOpenRosa
from tests.sync.server.odk.test_push import (  # noqa: F401
    CREDENTIALS,
    FORM,
    filled,
    kept,
    odk,
    push,
    texts,
)

VERSION = str(FORM.version)


def a_list(*forms):
    each = "".join(f"<xform><formID>{i}</formID><name>{n}</name>{v}</xform>" for i, n, v in forms)
    return f'<?xml version="1.0"?><xforms xmlns="http://openrosa.org/xforms/xformsList">{each}</xforms>'


def a_workbook(folder, form):
    path = folder / "form.xlsx"
    path.unlink(missing_ok=True)
    export_form(form, path)
    return path.read_bytes()


@pytest.fixture
def central():
    server = FakeOpenRosa("central")
    yield server
    server.shutdown()
    server.server_close()


def test_list_of_forms_is_read():
    listed = forms_in(a_list(("fire", "消防", "<version>3</version>"), ("lab", "Lab", "")))

    assert listed == (ListedForm("fire", "消防", "3"), ListedForm("lab", "Lab", ""))
    assert standing(listed, "fire", "3") is Standing.there
    assert standing(listed, "fire", "2") is Standing.other_version
    assert standing(listed, "gas", "1") is Standing.missing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>Sign in</body></html>",
        "<xforms>",
        '<!DOCTYPE a [<!ENTITY b "c">]><xforms>&b;</xforms>',
        '<forms><form url="x">Old</form></forms>',
    ],
)
def test_what_is_no_list_is_a_wrong_answer(text):
    with pytest.raises(WrongAnswer):
        forms_in(text)


def test_list_is_asked_for_in_openrosas_name(odk):  # noqa: F811
    odk.forms = [("fire", "消防", "3")]

    with OpenRosaServer(odk.address, CREDENTIALS) as server:
        assert server.forms() == (ListedForm("fire", "消防", "3"),)


def test_digest_is_answered_for_the_list_too():
    odk = FakeOpenRosa("kobo", auth="digest")  # noqa: F811
    odk.forms = [("fire", "消防", "3")]
    with OpenRosaServer(odk.address, CREDENTIALS) as server:
        assert len(server.forms()) == 1
    wrong = Credentials("bureau", "wrong")
    with OpenRosaServer(odk.address, wrong) as server, pytest.raises(SignInRefused):
        server.forms()
    odk.shutdown()
    odk.server_close()


def test_form_that_is_not_there_waits_and_says_so(filled, odk):  # noqa: F811
    endpoint, inspection = filled
    odk.forms = [("lab", "Lab", "1")]

    pushed = push(endpoint, odk, inspection)

    assert pushed.stopped_by is None
    row = kept(endpoint)
    assert (row.state, row.reason) == (State.waiting, "form_missing")
    assert row.message == f"no form fire {VERSION}"
    odk.forms.append(("fire", "消防", VERSION))
    assert push(endpoint, odk, inspection).sent == 1


def test_form_of_another_name_there_is_sent_under_that_name(filled, odk):  # noqa: F811
    endpoint, inspection = filled
    odk.forms = [("aXyz9", "消防", VERSION)]
    settings = Settings(
        odk=odk.address, odk_user="bureau", odk_password=PASSWORD, odk_forms="lab=b, fire=aXyz9"
    )

    with server_of(settings) as server:
        enqueue(endpoint, server.name, [inspection.id], server.form_ids)
    assert push(endpoint, odk, inspection).sent == 1

    root, _ = texts(odk)
    assert (root.get("id"), root.get("version")) == ("aXyz9", VERSION)


@pytest.mark.parametrize("text", ["fire", "fire=", "=a", "fire=a lab"])
def test_names_that_cannot_be_read_are_refused(text):
    with pytest.raises(WrongAnswer):
        server_of(Settings(odk="https://odk.example/v1/projects/7", odk_forms=text))


def test_inspection_on_an_older_version_is_sent_as_that_version(filled, odk):  # noqa: F811
    endpoint, inspection = filled
    newer = replace(FORM, version=FORM.version + 1)
    with endpoint.database.writing() as connection:
        put_items(connection, [Item.of_form(newer.to_dict())])
    odk.forms = [("fire", "消防", VERSION), ("fire", "消防", str(newer.version))]

    assert push(endpoint, odk, inspection).sent == 1

    assert texts(odk)[0].get("version") == VERSION
    with endpoint.database.reading() as connection:
        assert forms_in_use(connection) == [("fire", VERSION)]


def test_submissions_go_where_the_preflight_says_on_the_same_server(filled, central):  # noqa: F811
    endpoint, inspection = filled
    central.location = "/v1/projects/7/submission?deviceID=endpoint"
    push(endpoint, central, inspection)
    assert central.requests[-1][0].endswith("?deviceID=endpoint")


def test_another_server_gets_nothing(filled, central):  # noqa: F811
    endpoint, inspection = filled
    central.location = "https://elsewhere.example/submission"

    assert push(endpoint, central, inspection).sent == 1

    path, headers = central.requests[-1]
    assert path == "/v1/projects/7/submission"
    assert headers["X-OpenRosa-Version"] == "1.0"
    assert headers["Date"].endswith("GMT")


def test_form_and_its_next_version_are_published_at_central(central, tmp_path):
    newer = replace(FORM, version=FORM.version + 1)
    with OpenRosaServer(central.address, CREDENTIALS) as server:
        assert publish(server, "fire", a_workbook(tmp_path, FORM)) is True
        assert publish(server, "fire", a_workbook(tmp_path, newer)) is False
        with pytest.raises(AlreadyPublished) as raised:
            publish(server, "fire", a_workbook(tmp_path, newer))

    assert raised.value.message == "a version of it is there"
    assert [(form, version) for form, _, version in central.forms] == [
        ("fire", VERSION),
        ("fire", str(newer.version)),
    ]
    paths = [path for path, _ in central.requests[:1]]
    assert paths == ["/v1/projects/7/forms?publish=true&ignoreWarnings=true"]


def test_kobotoolbox_takes_no_form_this_way():
    odk = FakeOpenRosa("kobo")  # noqa: F811
    with OpenRosaServer(odk.address, CREDENTIALS) as server, pytest.raises(WrongAnswer):
        publish(server, "fire", b"PK")
    odk.shutdown()
    odk.server_close()
