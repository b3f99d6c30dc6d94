"""`forms publish` and `forms versions`: all or none, and what is published stays."""

import pytest

from forms.files import LIBRARY
from inspect_app.cli.words import CATALOGS
from sync.server.endpoint import Endpoint
from sync.server.published_forms import read_version, versions_of
from sync.server.settings import Settings
from tests.cli.test_commands import data, run  # noqa: F401

HELMETS = (LIBRARY / "helmet_count.yaml").read_text("utf-8")


@pytest.fixture
def form(tmp_path):
    """Write a version of the helmet counting, and where it stands."""

    def write(version=1, label="Counting helmets", name="mine.yaml"):
        path = tmp_path / name
        text = HELMETS.replace("version: 1\n", f"version: {version}\n", 1)
        path.write_text(text.replace("en: Counting helmets", f"en: {label}", 1), "utf-8")
        return path

    return write


def kept(folder):
    endpoint = Endpoint.open(Settings(folder=folder))
    with endpoint.database.reading() as connection:
        rows = [(row.form, row.version, row.published_by) for row in versions_of(connection)]
        bodies = [read_version(connection, form, version) for form, version, _ in rows]
    endpoint.database.close()
    assert all(bodies)
    return rows


def test_every_version_is_kept_and_listed(run, data, form):  # noqa: F811
    first = run("forms", "publish", form(1), "--data", data, "--by", "张三")
    second = run("forms", "publish", form(2, "更新"), "--data", data, "--by", "李四")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "helmet_count version 2 is published" in second.stdout
    assert kept(data) == [("helmet_count", 2, "李四"), ("helmet_count", 1, "张三")]
    listed = run("forms", "versions", "helmet_count", "--data", data)
    assert listed.stdout.index("李四") < listed.stdout.index("张三")


def test_the_same_again_changes_nothing(run, data, form):  # noqa: F811
    run("forms", "publish", form(1), "--data", data)

    again = run("forms", "publish", form(1), "--data", data, "--by", "李四")

    assert again.exit_code == 0
    assert "published before; nothing changed" in again.stdout
    assert [by for _, _, by in kept(data)] != ["李四"]


@pytest.mark.parametrize(
    ("version", "label", "sentence"),
    [
        (2, "别的", "helmet_count version 2 is published with other content"),
        (1, "别的", "helmet_count version 1 is published with other content"),
        (1, "Counting helmets", "helmet_count has a newer version than 1 published"),
    ],
)
def test_what_is_published_does_not_change(run, data, form, version, label, sentence):  # noqa: F811
    run("forms", "publish", form(1), "--data", data)
    run("forms", "publish", form(2), "--data", data)
    before = kept(data)

    refused = run("forms", "publish", form(version, label), "--data", data)

    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert kept(data) == before


def test_nothing_is_published_where_one_of_several_is_refused(run, data, form):  # noqa: F811
    run("forms", "publish", form(1), "--data", data)

    refused = run(
        "forms", "publish", LIBRARY / "drill.yaml", form(1, "别的"), "--data", data, "--by", "x"
    )

    assert refused.exit_code == 1
    assert [name for name, *_ in kept(data)] == ["helmet_count"]


def test_a_form_that_breaks_rules_is_named_and_not_published(run, data, form):  # noqa: F811
    path = form(1)
    path.write_text(path.read_text("utf-8").replace("appearance:", "appearence:"), "utf-8")

    refused = run("forms", "publish", path, "--data", data)

    assert refused.exit_code == 1
    assert "mine.yaml" in refused.stdout
    assert "unknown_key" in refused.stdout
    assert kept(data) == []


def test_each_refusal_of_the_endpoint_has_a_sentence():
    for catalog in CATALOGS.values():
        assert {"publish.form_changed", "publish.form_older"} <= catalog.keys()
