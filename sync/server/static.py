"""The phone app's files: pre-compressed, with their types, revalidated when they may change."""

from functools import lru_cache
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from sync.protocol import API, FILES
from sync.server.bodies import encodings
from sync.server.endpoint import Served
from sync.server.errors import ApiError
from sync.server.messages import language_of
from sync.server.page_words import WORDS
from sync.server.pages import HEADERS as PAGE_HEADERS
from sync.server.policies import inline_scripts

router = APIRouter(include_in_schema=False)

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
    ".whl": "application/zip",
    ".gz": "application/gzip",
    ".tar": "application/x-tar",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/vnd.microsoft.icon",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".txt": "text/plain; charset=utf-8",
    ".map": "application/json",
}
"""Not `mimetypes`: that reads the machine's own files, and a wrong type stops a module script."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
INDEX = "index.html"
OTHERS = (f"{API}/", f"{FILES}/", "/t/", "/docs/")
"""Not the app's addresses: nothing there is a file of it."""


@router.get("/{path:path}")
@router.head("/{path:path}")
def read_app(path: str, request: Request, endpoint: Served) -> Response:
    """A file of the phone app. Its addresses have `#` routes, so an unknown path is not the app."""
    root = endpoint.settings.app_folder.resolve()
    if f"/{path}".startswith(OTHERS):
        raise ApiError(404, "not_found")
    if not (root / INDEX).is_file():
        return _not_built(request)
    name = path or INDEX
    file = _inside(root, name)
    if file is None:
        raise ApiError(404, "not_found")
    encoding, sent = _negotiated(file, request.headers.get("accept-encoding", ""))
    headers = {
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": app_policy(root / INDEX, (root / INDEX).stat().st_mtime_ns),
        "ETag": _etag(sent),
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES.get(file.suffix.lower(), "application/octet-stream")
    return FileResponse(sent, headers=headers, media_type=media_type)


@lru_cache(maxsize=4)
def app_policy(index: Path, modified_ns: int) -> str:
    """The app may ask nobody but us; its inline scripts are named by their digests.

    `wasm-unsafe-eval` lets Pyodide and CanvasKit compile; workers start from blobs.
    """
    inline = inline_scripts(index.read_bytes())
    return (
        "default-src 'self'; "
        f"script-src 'self' 'wasm-unsafe-eval' blob: {inline}; "
        "worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' blob: data:; "
        "object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )


def _inside(root: Path, name: str) -> Path | None:
    """Return the file, unless the path leaves the folder, names a folder, or a hidden file."""
    if "\0" in name or any(part.startswith(".") for part in name.split("/")):
        return None
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def _negotiated(file: Path, accepted: str) -> tuple[str, Path]:
    offered = encodings(accepted)
    for encoding, suffix in ENCODINGS:
        beside = file.with_name(file.name + suffix)
        if encoding in offered and beside.is_file():
            return encoding, beside
    return "", file


def _etag(file: Path) -> str:
    found = file.stat()
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}{file.suffix}"'


def _not_built(request: Request) -> Response:
    words = WORDS[language_of(request.headers.get("accept-language"))]
    page = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(words['app_missing'])}</title><h1>{escape(words['app_missing'])}</h1>"
        f"<p>{escape(words['app_missing_hint'])}</p>"
    )
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store"}
    return Response(page, status_code=503, headers=headers, media_type="text/html")
