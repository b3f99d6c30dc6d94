"""Two endpoint processes on PostgreSQL and S3, behind nginx with the configuration of `deploy/`."""

import os
import re
import signal
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sync.server.endpoint import Endpoint
from sync.server.settings import Settings
from tests.backends import nginx
from tests.backends.endpoint import REPOSITORY, started
from tests.backends.ports import accepts, free_port, wait_until
from tests.sync.stock import stock

HOST = "localhost"
STOP_S = 30


@dataclass
class Deployed:
    address: str
    """Of nginx, by TLS."""
    endpoint: Endpoint
    """The same database and blobs, seen from the test."""
    processes: dict[int, subprocess.Popen[bytes]]
    """By port."""
    trust: ssl.SSLContext
    plain_address: str

    def client(self, address: str = "") -> httpx.Client:
        return httpx.Client(
            base_url=address or self.address, verify=self.trust, timeout=30, trust_env=False
        )


@pytest.fixture(scope="module")
def deployed(postgres_server, s3_server, tmp_path_factory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("deployed")
    settings = Settings(
        folder=folder / "data",
        database=postgres_server.url(postgres_server.create()),
        blobs=s3_server.address(),
        blob_options=s3_server.options,
    )
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        # Started at once on an empty database: one of them migrates it.
        starts = [stack.enter_context(started(settings, port, folder)) for port in ports]
        processes = dict(zip(ports, (start() for start in starts), strict=True))
        endpoint = Endpoint.open(settings)
        stack.callback(endpoint.database.close)
        stock(endpoint)
        certificate = _certificate(folder)
        tls, plain = free_port(), free_port()
        stack.enter_context(_nginx(folder, ports, tls, plain))
        trust = ssl.create_default_context(cafile=certificate)
        yield Deployed(
            f"https://{HOST}:{tls}", endpoint, processes, trust, f"http://{HOST}:{plain}"
        )


@contextmanager
def _nginx(folder: Path, ports: list[int], tls: int, plain: int) -> Iterator[None]:
    program = nginx.find()
    if program is None:
        pytest.fail(nginx.MISSING)
    site = (REPOSITORY / "deploy" / "nginx.conf").read_text()
    filled = {
        "127.0.0.1:8551": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8552": f"127.0.0.1:{ports[1]}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "inspect.example.org": HOST,
        "/etc/inspect/tls": str(folder),
    }
    for known, own in filled.items():
        assert known in site, f"deploy/nginx.conf no longer says {known}"
        site = site.replace(known, own)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(_around(folder))
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    assert not re.search(r"\[warn\]", tried.stderr), tried.stderr
    log = folder / "nginx.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_until(lambda: accepts(tls), process, "nginx", str(log))
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_S)


def _around(folder: Path) -> str:
    """What Debian's nginx.conf is to the site, with everything it writes in `folder`."""
    user = "user root;" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    return (
        f"{user} daemon off; pid {folder / 'nginx.pid'}; events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off; {temporary} include {folder / 'site.conf'}; }}\n"
    )


def _certificate(folder: Path) -> Path:
    """Sign a certificate for `HOST` with its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(encoding, form, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(secret)
    certificate = folder / "fullchain.pem"
    certificate.write_bytes(signed.public_bytes(encoding))
    return certificate
