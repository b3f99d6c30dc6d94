"""/docs: Swagger UI from our own folder, so that the page asks no outside host."""

from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse

from sync.protocol import API
from sync.server.endpoint import Served
from sync.server.errors import ApiError
from sync.server.messages import language_of
from sync.server.page_words import WORDS
from sync.server.pages import HEADERS as PAGE_HEADERS
from sync.server.policies import inline_scripts

router = APIRouter(include_in_schema=False)

FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_POLICY = (
    "default-src 'none'; script-src 'self' {inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@router.get("/docs")
def read_docs(request: Request, endpoint: Served) -> Response:
    """The interface to read and to try; a plain list where Swagger UI was not built."""
    folder = endpoint.settings.docs_folder
    if not all((folder / name).is_file() for name in FILES):
        return _plain_list(request)
    page = get_swagger_ui_html(
        openapi_url=f"{API}/openapi.json",
        title=request.app.title,
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="data:,",
    )
    inline = inline_scripts(bytes(page.body))
    page.headers["Content-Security-Policy"] = _POLICY.format(inline=inline)
    return page


@router.get("/docs/{name}")
def read_docs_file(name: str, endpoint: Served) -> Response:
    path = endpoint.settings.docs_folder / name
    if name not in FILES or not path.is_file():
        raise ApiError(404, "not_found")
    return FileResponse(path, media_type=FILES[name])


def _plain_list(request: Request) -> Response:
    words = WORDS[language_of(request.headers.get("accept-language"))]
    rows = [
        f"<tr><td>{escape(method.upper())}</td><td>{escape(path)}</td>"
        f"<td>{escape(operation.get('description', '').splitlines()[0])}</td></tr>"
        for path, methods in request.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if operation.get("description")
    ]
    page = (
        f'<!doctype html><meta charset="utf-8"><title>{escape(words["docs"])}</title>'
        f"<h1>{escape(words['docs'])}</h1><p>{escape(words['docs_hint'])} "
        f'<a href="{API}/openapi.json">openapi.json</a></p><table>{"".join(rows)}</table>'
    )
    return Response(page, headers=PAGE_HEADERS, media_type="text/html")
