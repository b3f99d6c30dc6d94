"""What a passer-by who scans a tag sees: what it is and whom to tell, nothing of inspections."""

from dataclasses import dataclass
from html import escape
from string import Template

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from forms.asset_kinds import ASSET_KINDS
from inspect_app.domain.asset import Asset
from inspect_app.domain.ids import readable, unambiguous
from inspect_app.domain.unit import Unit
from sync.protocol import ReferenceKind
from sync.server.catalog import read_item
from sync.server.endpoint import Endpoint, Served
from sync.server.messages import language_of
from sync.server.page_words import WORDS

router = APIRouter(include_in_schema=False)

MAX_ID_LENGTH = 20
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Language",
    "X-Robots-Tag": "noindex",
}

_PAGE = Template("""<!doctype html>
<html lang="$lang">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #fff;
  --ground: #f4f6f8; --call: #0b57d0; --on-call: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #3d444d;
  --card: #1c2128; --ground: #0d1117; --call: #8ab4f8; --on-call: #0d1117 } }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 17px/1.6 system-ui, "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif }
main { max-width: 30rem; margin: 0 auto; padding: 1.25rem }
header { color: var(--soft); font-size: .9rem; margin-bottom: .75rem }
article { background: var(--card); border: 1px solid var(--line); border-radius: 14px;
  padding: 1.25rem }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .25rem }
.code { font: 600 1.05rem/1.4 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .03em;
  color: var(--soft) }
dl { margin: 1rem 0 0; display: grid; grid-template-columns: auto 1fr; gap: .4rem 1rem }
dt { color: var(--soft) } dd { margin: 0 }
.call { display: block; margin-top: 1.25rem; padding: .9rem; border-radius: 10px;
  background: var(--call); color: var(--on-call); text-align: center; text-decoration: none;
  font-weight: 600 }
p { margin: 1rem 0 0 } footer { color: var(--soft); font-size: .85rem; margin-top: 1rem }
</style>
<main>
<header>$district</header>
<article>$article</article>
<footer>$footer</footer>
</main>
</html>
""")


@dataclass(frozen=True, slots=True)
class Tagged:
    asset: Asset
    unit: Unit


@router.get("/t/{asset_id:path}")
def read_tag(asset_id: str, request: Request, endpoint: Served) -> Response:
    """The page of a tag; its address is what the QR code carries."""
    language = language_of(request.headers.get("accept-language"))
    machine_id = unambiguous(readable(asset_id[:MAX_ID_LENGTH]))
    with endpoint.database.reading() as connection:
        tagged = _find(connection, machine_id)
    page = tag_page(tagged, machine_id, endpoint, language)
    return Response(
        page, status_code=200 if tagged else 404, headers=HEADERS, media_type="text/html"
    )


def tag_page(tagged: Tagged | None, asset_id: str, endpoint: Endpoint, language: str) -> str:
    words = WORDS[language]
    article = _known(tagged, words, endpoint, language) if tagged else _unknown(asset_id, words)
    return _PAGE.substitute(
        lang=language.replace("_", "-"),
        title=escape(tagged.asset.name if tagged else words["unknown"]),
        district=escape(endpoint.settings.district),
        article=article,
        footer=escape(words["footer"]),
    )


def _find(connection: Connection, asset_id: str) -> Tagged | None:
    asset = read_item(connection, ReferenceKind.assets, asset_id)
    unit = asset and read_item(connection, ReferenceKind.units, asset["unit"])
    return Tagged(Asset.from_dict(asset), Unit.from_dict(unit)) if asset and unit else None


def _known(tagged: Tagged, words: dict[str, str], endpoint: Endpoint, language: str) -> str:
    asset, unit = tagged.asset, tagged.unit
    kind = ASSET_KINDS.get(asset.kind)
    lines = {
        words["kind"]: kind.in_(language) if kind else "",
        words["unit"]: unit.name,
        words["place"]: asset.place_name,
        words["responsible"]: asset.responsible,
    }
    parts = [
        f'<h1>{escape(asset.name)}</h1><div class="code">{escape(asset.code)}</div><dl>',
        *(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in lines.items() if v),
        "</dl>",
        f"<p>{escape(words['hint'])}</p>",
    ]
    phone = unit.contact or endpoint.settings.phone
    if phone:
        digits = "".join(c for c in phone if c.isdigit() or c == "+")
        parts.append(f'<a class="call" href="tel:{digits}">{escape(words["call"])} ')
        parts.append(f"{escape(phone)}</a>")
    return "".join(parts)


def _unknown(asset_id: str, words: dict[str, str]) -> str:
    return (
        f'<h1>{escape(words["unknown"])}</h1><div class="code">{escape(asset_id)}</div>'
        f"<p>{escape(words['unknown_hint'])}</p>"
    )
