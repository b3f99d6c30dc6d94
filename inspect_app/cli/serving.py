"""`serve` and `demo`: the endpoint, and where to reach it."""

import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.table import Table

from inspect_app.cli.console import bars, fail, out, qr_text, settings_for
from inspect_app.cli.words import words
from inspect_app.errors import AppError
from inspect_app.platform.stamp_font import find_stamp_font
from sync.server.app import create_app
from sync.server.demo import DemoAccess, load_demo
from sync.server.memory import settle
from sync.server.patience import server_config
from sync.server.settings import Settings

PORT = 8550
DEMO_DATA = Path("data/demo")
MAX_WAITING = 512

Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")]
Port = Annotated[int, typer.Option(min=0, max=65535)]
Data = Annotated[Path | None, typer.Option(help="Folder for everything that is kept.")]
App = Annotated[Path | None, typer.Option(help="Folder of the built phone app.")]
Certificate = Annotated[Path | None, typer.Option(help="TLS certificate chain (PEM).")]
Key = Annotated[Path | None, typer.Option(help="The certificate's private key (PEM).")]
Address = Annotated[str, typer.Option(help="How phones reach this endpoint, if not as printed.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = PORT,
    data: Data = None,
    app: App = None,
    certificate: Certificate = None,
    key: Key = None,
    address: Address = "",
) -> None:
    """Run the endpoint."""
    settings = _settings(data, app, address)
    _run(settings, host, port, certificate, key, None)


def demo(
    host: Host = "127.0.0.1",
    port: Port = PORT,
    data: Data = DEMO_DATA,
    app: App = None,
    certificate: Certificate = None,
    key: Key = None,
    address: Address = "",
) -> None:
    """Run an endpoint with an invented district in it."""
    settings = _settings(data, app, address).but(is_demo=True, district="演示区教育局")
    service = create_app(settings)
    try:
        font = find_stamp_font()
    except AppError:
        font = None
    with bars("demo") as progress:
        access = load_demo(service.state.endpoint, font, progress.show)
    service.state.endpoint.database.close()
    _run(settings, host, port, certificate, key, access)


def _settings(data: Path | None, app: Path | None, address: str) -> Settings:
    settings = settings_for(data, address)
    return settings.but(app_folder=app) if app else settings


def _run(
    settings: Settings,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    access: DemoAccess | None,
) -> None:
    if (certificate is None) != (key is None):
        fail("serve.certificate_pair")
    for path in filter(None, (certificate, key)):
        if not path.is_file():
            fail("serve.file_missing", path=path)
    listener = listen(host, port)
    port = listener.getsockname()[1]
    scheme = "https" if certificate else "http"
    addresses = [settings.public_address] if settings.public_address else []
    addresses += [f"{scheme}://{each}:{port}" for each in _reachable(host)]
    _greet(settings, addresses, is_open=not certificate and not _is_loopback(host))
    if access is not None:
        _introduce(access, addresses[0])
    if out().is_terminal:
        out().print(words()("serve.stop"), style="dim")
    config = server_config(
        create_app(settings),
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(key) if key else None,
    )
    settle()
    uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Open the port before anything is printed: a greeting must not promise a taken one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(MAX_WAITING)
    except OSError as error:
        listener.close()
        fail("serve.port_taken", port=port, reason=error.strerror or str(error))
    return listener


def _reachable(host: str) -> list[str]:
    """The names under which the endpoint answers, the one for phones first."""
    if host not in {"0.0.0.0", "::"}:
        return [f"[{host}]" if ":" in host else host]
    own = _own_address()
    return [own, "127.0.0.1"] if own else ["127.0.0.1"]


def _own_address() -> str:
    """This machine's address on its network; nothing is sent (a UDP socket only picks a route)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return probe.getsockname()[0]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _greet(settings: Settings, addresses: list[str], is_open: bool) -> None:
    say, console = words(), out()
    console.print(say("serve.title"), style="bold")
    for address in addresses:
        console.print(f"{say('serve.address')}  {address}", markup=False)
    console.print(f"{say('serve.docs')}  {addresses[0]}/docs", markup=False)
    console.print(f"{say('serve.folder')}  {settings.folder}", markup=False)
    if not (settings.app_folder / "index.html").is_file():
        console.print(say("serve.app_missing", folder=settings.app_folder), style="yellow")
    if is_open and not addresses[0].startswith("https"):
        console.print(say("serve.insecure"), style="yellow", markup=False)
    if console.is_terminal:  # a service's journal is read, not scanned
        console.print(say("serve.scan"))
        console.print(qr_text(addresses[0]), markup=False)


def _introduce(access: DemoAccess, address: str) -> None:
    say, console = words(), out()
    table = Table(title=say("demo.title"), title_justify="left")
    for column in ("person", "login", "password", "code"):
        table.add_column(say(f"demo.{column}"), no_wrap=True)
    for each in access.sign_ins:
        code = each.code or say("demo.desk_only")
        table.add_row(each.person.name, each.login, each.password, code)
    console.print(table)
    first = access.sign_ins[0]
    console.print(say("demo.scan", person=first.person.name))
    console.print(qr_text(f"{address}/#/enrol?code={first.code}"), markup=False)
