"""A tiny server for a built site: brotli, ETags, and a record of what was requested."""

import contextlib
import hashlib
import mimetypes
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}


class StaticServer:
    """Serves `folder` on a free port of this machine; paths under /v1/ answer as the API would."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.requested: list[str] = []
        self.sent_bytes = 0
        self.broken: set[str] = set()
        self.connections: set[socket.socket] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def stop(self) -> None:
        """Die: no new connection is taken and the open ones are cut."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()


def _handler_of(server: StaticServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            server.connections.add(self.connection)

        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):
                super().handle()

        def finish(self) -> None:
            server.connections.discard(self.connection)
            with contextlib.suppress(OSError):
                super().finish()

        def do_GET(self) -> None:
            path = self.path.split("?")[0].lstrip("/")
            server.requested.append(path)
            if path in server.broken:
                self._answer(503, b"", {})
                return
            if path.startswith("v1/"):
                self._answer(200, b'{"from": "the endpoint"}', {"content-type": "application/json"})
                return
            file = server.folder / (path or "index.html")
            if not file.is_file():
                self._answer(404, b"", {})
                return
            self._answer_file(file)

        def _answer_file(self, file: Path) -> None:
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
            headers = {"content-type": kind or "application/octet-stream"}
            compressed = file.with_name(file.name + ".br")
            if compressed.exists() and "br" in self.headers.get("accept-encoding", ""):
                file = compressed
                headers["content-encoding"] = "br"
            content = file.read_bytes()
            tag = f'"{hashlib.md5(content).hexdigest()}"'
            headers |= {"etag": tag, "cache-control": "no-cache", "vary": "accept-encoding"}
            if self.headers.get("if-none-match") == tag:
                self._answer(304, b"", headers)
            else:
                self._answer(200, content, headers)

        def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            server.sent_bytes += len(content)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """The record in `requested` serves."""

    return Handler
