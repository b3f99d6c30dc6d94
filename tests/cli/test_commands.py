"""The command: what it prints, what it writes, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from inspect_app.cli.commands import app
from inspect_app.cli.words import CATALOGS
from sync.server.accounts import set_account
from sync.server.app import create_app
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from sync.server.tables import accounts, enrolment_codes, reference_items
from tests.cli.test_labels import font  # noqa: F401
from tests.sync.server.conftest import serve
from tests.sync.server.factories import ASSETS, PEOPLE, UNITS

COMMAND = [sys.executable, "-c", "from inspect_app.cli import main; main()"]
START_TIMEOUT_S = 60


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("INSPECT_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def data(tmp_path):
    endpoint = Endpoint.open(Settings(folder=tmp_path / "data"))
    with endpoint.database.writing() as connection:
        items = [*map(Item.of_unit, UNITS), *map(Item.of_person, PEOPLE)]
        put_items(connection, [*items, *map(Item.of_asset, ASSETS)])
        rows = [{"person": person.id, "scope": '["*"]'} for person in PEOPLE]
        connection.execute(accounts.insert(), rows)
    endpoint.database.close()
    return endpoint.settings.folder


def test_both_languages_say_the_same_things():
    zh, en = CATALOGS["zh_CN"], CATALOGS["en"]

    assert zh.keys() == en.keys()
    for key in zh:
        said = [sorted(re.findall(r"{\w+}", each[key])) for each in (zh, en)]
        assert said[0] == said[1], key


def test_every_command_is_there_and_says_what_it_does(run):
    for groups in ([], ["forms"], ["devices"], ["odk"]):
        told = run(*groups, "--help").stdout
        names = re.findall(r"^. ([a-z]+)  +[A-Z]", told.partition("Commands")[2], re.MULTILINE)
        assert names, told
        for name in names:
            assert run(*groups, name, "--help").exit_code == 0, name


def test_mistyped_command_is_told_which_was_meant(run):
    assert "'serve'" in run("serv").stderr


def test_serving_loads_neither_the_app_nor_what_prints():
    spared = "{'flet', 'fpdf', 'pyxform', 'openpyxl', 'inspect_app.ui', 'inspect_app.app'}"
    asked = f"import sys, inspect_app.cli.serving; print({spared} & sys.modules.keys())"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


def test_library_is_in_order(run):
    result = run("forms", "check")

    assert (result.exit_code, result.stderr) == (0, "")


def test_broken_checklist_is_named_with_file_item_and_rule(run, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        "id: broken\nversion: 1\ndomain: fire\nlabel: {zh: 坏, en: Broken}\ncolour: red\n"
    )

    result = run("forms", "check", broken)

    assert result.exit_code == 1
    assert "broken.yaml" in result.stdout
    assert "colour" in result.stdout


def test_missing_file_is_one_sentence(run, tmp_path):
    result = run("forms", "check", tmp_path / "none.yaml")

    assert result.exit_code == 1
    assert result.stderr.strip() == f"There is no such file: {tmp_path / 'none.yaml'}"


def test_enrolment_code_is_printed_with_its_address(run, data):
    result = run("enrol", "p-officer", "--data", data, "--address", "https://safety.example.cn")

    assert result.exit_code == 0
    code = re.search(r"https://safety\.example\.cn/#/enrol\?code=([0-9A-Z-]{14})", result.stdout)
    assert code
    assert "█" in result.stdout


def test_person_is_enrolled_by_the_name_he_signs_in_with(run, data):
    endpoint = Endpoint.open(Settings(folder=data))
    with endpoint.database.writing() as connection:
        set_account(connection, "p-officer", '["*"]', login="officer")
        set_account(connection, "p-inspector", '["*"]', login="p-officer")
    options = ("--data", data, "--address", "https://safety.example.cn")

    assert [run("enrol", name, *options).exit_code for name in ("officer", "p-officer")] == [0, 0]

    with endpoint.database.reading() as connection:
        enrolled = connection.execute(select(enrolment_codes.c.person)).scalars().all()
    endpoint.database.close()
    assert enrolled == ["p-officer", "p-officer"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("enrol", "nobody", "--address", "https://x.cn"), "Nobody has the id or signs in as"),
        (("enrol", "p-officer"), "--address"),
        (("labels", "x.pdf"), "--address"),
        (("labels", "x.pdf", "--address", "https://x.cn", "--font", "none.ttf"), "--font"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(run, data, arguments, said):
    result = run(*arguments, "--data", data)

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_labels_of_one_unit(run, data, tmp_path, font):  # noqa: F811
    target = tmp_path / "labels.pdf"
    known = ("--data", data, "--address", "https://x.cn", "--font", font)

    result = run("labels", target, "--unit", "0101", *known)
    unknown = run("labels", target, "--unit", "9999", *known)
    nothing = run("labels", tmp_path / "none.pdf", "--kind", "LT", *known)

    assert (result.exit_code, result.stdout) == (0, f"1 labels → {target}\n")
    assert target.read_bytes().startswith(b"%PDF")
    assert (unknown.exit_code, nothing.exit_code) == (1, 1)
    assert not (tmp_path / "none.pdf").exists()


def test_backup_and_restore(run, data, tmp_path):
    archive, restored = tmp_path / "endpoint.tar", tmp_path / "restored"

    assert run("backup", archive, "--data", data).exit_code == 0
    assert run("restore", archive, "--data", restored).exit_code == 0

    again = run("restore", archive, "--data", restored)
    assert again.exit_code == 1
    assert "not overwritten" in again.stderr
    nothing = run("backup", tmp_path / "x.tar", "--data", tmp_path / "none")
    assert (nothing.exit_code, "no endpoint's data" in nothing.stderr) == (1, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_units_are_read_from_a_spreadsheet(run, tmp_path, encoding):
    source = tmp_path / "units.csv"
    text = "id,code,name,kind,students,domains\nu9,0901,演示区第九小学,primary,800,fire gas\n"
    source.write_bytes(text.encode(encoding))

    result = run("units", source, "--data", tmp_path / "data")

    assert result.exit_code == 0, result.output
    unit = _bodies(tmp_path / "data")[0]
    assert (unit["name"], unit["students"], unit["domains"]) == (
        "演示区第九小学",
        800,
        ["fire", "gas"],
    )


def test_reading_units_again_keeps_their_places(run, data, tmp_path):
    source = tmp_path / "units.csv"
    source.write_text("id,code,name,kind\nu-first,0101,新名字,primary\n", encoding="utf-8")

    run("units", source, "--data", data)

    units = {unit["id"]: unit for unit in _bodies(data)}
    assert units["u-first"]["name"] == "新名字"
    assert units["u-first"]["places"] == UNITS[0].to_dict()["places"]


def test_a_list_of_units_says_what_trims_their_checklists(run, tmp_path):
    source, folder = tmp_path / "units.csv", tmp_path / "data"
    head = "id,code,name,kind,boarding,key,boilers,gas_source,canteen\n"
    source.write_text(f"{head}u9,0901,九小,primary,是,no,2,piped,yes\n", encoding="utf-8")
    assert run("units", source, "--data", folder).exit_code == 0
    first = _bodies(folder)[0]
    source.write_text("id,code,name,kind,boilers\nu9,0901,九小,primary,0\n", encoding="utf-8")

    run("units", source, "--data", folder)

    assert first["attributes"] == {"boilers": 2, "gas_source": "piped", "canteen": True}
    again = _bodies(folder)[0]
    assert again["attributes"] == first["attributes"] | {"boilers": 0}
    for unit in (first, again):
        assert (unit["is_boarding"], unit["is_key_unit"]) == (True, False)


def test_places_get_their_kind_and_keep_their_id(run, data, tmp_path):
    source, head = tmp_path / "places.csv", "unit,building,floor,name,kind\n"

    def read(*rows):
        source.write_text(head + "\n".join(rows), encoding="utf-8")
        assert run("places", source, "--data", data).exit_code == 0
        return next(unit for unit in _bodies(data) if unit["id"] == "u-first")["places"]

    (before,) = read("u-first,综合楼,1楼,101,")
    kept = read("u-first,综合楼,1楼,101,dormitory", "u-first,食堂,1楼,厨房,食堂")

    assert [(each["name"], each["kind"]) for each in kept] == [
        ("101", "dormitory"),
        ("厨房", "canteen"),
    ]
    assert kept[0]["id"] == before["id"]
    assert "0 units changed" in run("places", source, "--data", data).stdout


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("u-first,食堂,1楼,厨房,cantine", "did you mean 'canteen'?"),
        ("u-first,食堂,1楼,,canteen", "name is empty"),
        ("u-none,食堂,1楼,厨房,canteen", "u-none"),
    ],
)
def test_a_place_that_cannot_be_is_named(run, data, tmp_path, row, said):
    source = tmp_path / "places.csv"
    source.write_text(f"unit,building,floor,name,kind\n{row}\n", encoding="utf-8")

    result = run("places", source, "--data", data)

    assert result.exit_code == 1
    assert said in result.stderr


def test_bad_row_is_named_and_nothing_is_changed(run, tmp_path):
    source = tmp_path / "units.csv"
    source.write_text("id,code,name,kind\nu1,01,甲,primary\nu2,02,乙,castle\n", encoding="utf-8")

    result = run("units", source, "--data", tmp_path / "data")

    assert result.exit_code == 1
    assert result.stderr.startswith("Line 3:")
    assert not (tmp_path / "data").exists()


def test_people_get_accounts_and_keep_their_passwords(run, data, tmp_path):
    source = tmp_path / "people.csv"
    header = "id,name,roles,unit,login,password\n"
    source.write_text(f"{header}p1,演示甲,inspector,,jia,secret-1\n", encoding="utf-8")
    run("people", source, "--data", data)
    before = _account(data, "p1")
    source.write_text("id,name,roles,unit\np1,演示甲乙,inspector principal,\n", encoding="utf-8")

    assert run("people", source, "--data", data).exit_code == 0

    assert before.password_hash.startswith("$argon2id$")
    assert _account(data, "p1") == before


def _bodies(folder):
    endpoint = Endpoint.open(Settings(folder=folder))
    query = select(reference_items.c.body).where(reference_items.c.kind == "units")
    with endpoint.database.reading() as connection:
        bodies = connection.execute(query.order_by(reference_items.c.version)).scalars().all()
    endpoint.database.close()
    return [json.loads(body) for body in bodies]


def _account(folder, person):
    endpoint = Endpoint.open(Settings(folder=folder))
    with endpoint.database.reading() as connection:
        found = connection.execute(select(accounts).where(accounts.c.person == person)).one()
    endpoint.database.close()
    return found


@pytest.fixture
def start(tmp_path):
    """Start the command in a terminal, as people do; return what it said once it listens."""
    running = []

    def start(*arguments):
        shown, terminal = os.openpty()
        process = _started(arguments, tmp_path, terminal)
        os.close(terminal)
        screen = os.fdopen(shown, errors="replace")
        running.append((process, screen))
        said = ""
        while "Ctrl+C" not in said:
            line = screen.readline()
            assert line, f"it ended: {said}"
            said += line
        return process, said

    yield start
    for process, screen in running:
        process.kill()
        process.wait()
        screen.close()


def _started(arguments, folder, stdout):
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"INSPECT_LANGUAGE": "en", "COLUMNS": "200", "TERM": "dumb"},
        cwd=folder,
    )


def _health(address, **options):
    deadline = datetime.now(UTC).timestamp() + START_TIMEOUT_S
    while True:
        try:
            with httpx.Client(trust_env=False, **options) as http:
                return http.get(f"{address}/v1/health").json()
        except httpx.TransportError:
            assert datetime.now(UTC).timestamp() < deadline


def test_serve_answers_at_the_address_that_it_prints_and_stops_when_asked(start, tmp_path):
    options = ("--data", tmp_path / "data", "--app", tmp_path / "not-built")
    process, said = start("serve", "--port", 0, *options)
    address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]

    assert _health(address)["status"] == "ok"
    assert "▀" in said
    assert "make app" in said
    assert "no camera" not in said

    process.send_signal(signal.SIGINT)
    assert process.wait(20) in {0, -signal.SIGINT, 130}


def test_service_without_a_terminal_writes_no_code_to_scan(tmp_path):
    arguments = ("serve", "--port", 0, "--data", tmp_path / "data")
    with _started(arguments, tmp_path, subprocess.PIPE) as process:
        said = ""
        while not (address := re.search(r"http://127\.0\.0\.1:\d+(?=\n)", said)):
            line = process.stdout.readline()
            assert line, f"it ended: {said}"
            said += line
        assert _health(address[0])["status"] == "ok"
        process.terminate()
        said += process.stdout.read()

    assert "/docs" in said
    assert "▀" not in said
    assert "Ctrl+C" not in said


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"INSPECT_DATABASE": "postgresql+psycopg://u:secret@127.0.0.1:1/x"}, "The database does"),
        (
            {
                "INSPECT_BLOBS": "s3://photos",
                "INSPECT_BLOB_ENDPOINT": "http://127.0.0.1:1",
                "INSPECT_BLOB_ALLOW_HTTP": "true",
                "INSPECT_BLOB_REGION": "x",
                "INSPECT_BLOB_ACCESS_KEY_ID": "key",
                "INSPECT_BLOB_SECRET_ACCESS_KEY": "secret",
            },
            "The store of photos does",
        ),
    ],
)
def test_what_does_not_answer_is_one_sentence(tmp_path, environment, said):
    ended = subprocess.run(
        [*COMMAND, "collect", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        env=os.environ | {"INSPECT_LANGUAGE": "en"} | environment,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(said)
    assert ended.stderr.count("\n") == 1
    assert "secret" not in ended.stderr


def test_plain_http_for_other_machines_is_warned_of(start, tmp_path):
    _, said = start("serve", "--host", "0.0.0.0", "--port", 0, "--data", tmp_path / "data")

    assert "no camera and no private storage" in said
    assert "--certificate" in said


def test_taken_port_is_said_in_a_sentence(start, run, tmp_path):
    _, said = start("serve", "--port", 0, "--data", tmp_path / "data")
    port = re.search(r"127\.0\.0\.1:(\d+)", said)[1]

    result = run("serve", "--port", port, "--data", tmp_path / "other")

    assert result.exit_code == 1
    assert f"Port {port} cannot be opened" in result.stderr


def test_certificate_needs_its_key(run, tmp_path):
    alone = run("serve", "--port", 0, "--certificate", tmp_path / "x.pem")
    missing = run("serve", "--port", 0, "--certificate", tmp_path / "x", "--key", tmp_path / "y")

    assert "belong together" in alone.stderr
    assert "no such file" in missing.stderr
    assert (alone.exit_code, missing.exit_code) == (1, 1)


def test_demo_prints_codes_that_enrol(start, tmp_path):
    _, said = start("demo", "--port", 0, "--data", tmp_path / "data")
    address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)[0]

    assert _health(address)["records"] > 300
    with httpx.Client(base_url=address, trust_env=False) as http:
        enrolled = http.post("/v1/enrol", json={"code": code}).json()
        headers = {"Authorization": f"Bearer {enrolled['token']}"}
        units = http.get("/v1/reference/units", headers=headers).json()["items"]
        forms = http.get("/v1/reference/forms", headers=headers).json()["items"]
        signed = http.post("/v1/sign-in", data={"username": "demo-bureau-1", "password": "demo"})

    assert enrolled["person"]["name"] == "演示检查员甲"
    assert len(units) >= 12
    assert {form["id"] for form in forms} >= {"fire", "lab", "gas", "bus", "special_equipment"}
    assert signed.status_code == 200
    assert Path(tmp_path / "data" / "endpoint.sqlite").stat().st_size > 100_000


def _enrolled(data):
    with serve(create_app(Settings(folder=data))) as running:
        code = {"code": running.code_for("p-officer"), "device_name": "红色手机"}
        return running.http.post("/v1/enrol", json=code).json()


def test_lost_phone_is_found_in_the_list_and_shut_out(run, data):
    enrolment = _enrolled(data)
    listed = run("devices", "list", "--data", data)
    other = run("devices", "list", "--data", data, "--person", "p-principal")

    result = run("devices", "revoke", enrolment["device"], "--data", data)

    for shown in (enrolment["device"], "演示安全员01 (p-officer)", "红色手机"):
        assert shown in listed.stdout
    assert "红色手机" not in other.stdout
    assert enrolment["token"] not in listed.stdout
    assert result.exit_code == 0
    assert "shut out" in result.stdout
    with serve(create_app(Settings(folder=data))) as running:
        headers = {"Authorization": f"Bearer {enrolment['token']}"}
        assert running.http.get("/v1/me", headers=headers).status_code == 401


def test_device_that_is_not_there_is_one_sentence(run, data):
    result = run("devices", "revoke", "none", "--data", data)

    assert (result.exit_code, result.stderr.strip()) == (1, 'There is no device "none" in use.')


def test_collect_says_what_went(run, tmp_path):
    endpoint = Endpoint.open(Settings(folder=tmp_path / "data"))
    lost = endpoint.settings.blob_folder / "blobs" / "ab" / ("ab" * 32)
    lost.write_bytes(b"x")
    os.utime(lost, (0, 0))
    endpoint.database.close()

    done = run("collect", "--data", tmp_path / "data")

    assert done.exit_code == 0, done.output
    assert "1 stored files" in done.output
    assert not lost.exists()
