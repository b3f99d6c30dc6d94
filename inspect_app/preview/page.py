"""The desk page: the phone on one side, what is to be changed on the other."""

from __future__ import annotations

import json
from html import escape
from string import Template

from inspect_app.preview.words import words_in

SHOWN = ("good", "kept", "waiting", "detail", "tags", "gone")
"""The words that the page's script puts in."""


def desk_page(file: str, language: str) -> str:
    """Return the page for the file of that name."""
    say = words_in(language)
    said = {key: say(key, count="{count}") for key in SHOWN}
    return _PAGE.substitute(
        lang="zh-CN" if say.language == "zh_CN" else "en",
        file=escape(file),
        words=json.dumps(said, ensure_ascii=False).replace("<", "\\u003c"),
        **{key: escape(say(key)) for key in ("title", "saved", "phone", "tablet", "afresh")},
    )


_PAGE = Template("""<!doctype html>
<html lang="$lang">
<meta charset="utf-8">
<title>$file · $title</title>
<style>
@font-face { font-family: Preview; src: url(phone/assets/fonts/400.ttf) }
@font-face { font-family: Preview; src: url(phone/assets/fonts/700.ttf); font-weight: 600 900 }
:root { color-scheme: light dark; --ink: #12323d; --soft: #54707b; --line: #c9d9de; --card: #fff;
  --ground: #eef3f5; --brand: #0b5f7a; --bad: #9a3412; --bad-ground: #fff4ec; --good: #1b6b3a }
@media (prefers-color-scheme: dark) { :root { --ink: #e3eef2; --soft: #9db4bd; --line: #3a4b52;
  --card: #1a2327; --ground: #10171a; --brand: #7cc4dc; --bad: #ffb68c; --bad-ground: #33211a;
  --good: #8fd3a6 } }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: flex; background: var(--ground); color: var(--ink);
  font: 15px/1.6 Preview, system-ui, "PingFang SC", "Microsoft YaHei", sans-serif }
aside { width: 400px; flex: none; padding: 24px; overflow-y: auto;
  border-right: 1px solid var(--line); background: var(--card) }
h1 { margin: 0; font-size: 21px; line-height: 1.35 }
.file { color: var(--soft); overflow-wrap: anywhere }
#verdict { margin: 18px 0 4px; font-weight: 600; color: var(--good) }
#verdict.bad { color: var(--bad) }
ol, ul { list-style: none; margin: 0; padding: 0 }
#faults li { margin: 10px 0; padding: 12px 14px; border-radius: 10px; background: var(--bad-ground);
  border-left: 4px solid var(--bad) }
.place { font-weight: 600; font-variant-numeric: tabular-nums }
details { color: var(--soft); font-size: 13px; overflow-wrap: anywhere }
#tags { margin-top: 20px; color: var(--soft); font-size: 13px }
#tags li { display: flex; justify-content: space-between; gap: 8px }
code { font: 12.5px/1.7 ui-monospace, Menlo, Consolas, monospace; user-select: all }
main { flex: 1; min-width: 0; padding: 16px; display: flex; flex-direction: column; gap: 12px;
  align-items: center }
nav { display: flex; gap: 8px }
button { font: inherit; min-height: 40px; padding: 0 16px; border: 1px solid var(--line);
  border-radius: 10px; background: var(--card); color: var(--ink); cursor: pointer }
button[aria-pressed=true] { background: var(--brand); border-color: var(--brand);
  color: var(--card) }
iframe { border: 1px solid var(--line); border-radius: 18px; background: #f4f8f9; max-width: 100%;
  width: 390px; height: 844px; flex: 0 1 auto; min-height: 0 }
iframe.tablet { width: 834px; height: 1194px }
</style>
<aside>
<h1 id="name">$title</h1>
<div class="file">$file · $saved</div>
<div id="verdict" role="status"></div>
<ol id="faults"></ol>
<div id="tags"></div>
</aside>
<main>
<nav>
<button id="phone" aria-pressed="true">$phone</button>
<button id="tablet" aria-pressed="false">$tablet</button>
<button id="afresh">$afresh</button>
</nav>
<iframe id="app" title="$phone" allow="camera; geolocation; clipboard-write"></iframe>
</main>
<script type="module">
const words = $words;
const at = (id) => document.getElementById(id);
const made = (name, text, className = "") =>
  Object.assign(document.createElement(name), {textContent: text, className});
let drawn = -1, opened = "";

function draw(state) {
  if (state.form && state.form !== opened) open(state.form);
  if (state.revision === drawn) return;
  drawn = state.revision;
  const count = state.faults.length;
  if (state.title) at("name").textContent = state.title;
  at("verdict").className = count ? "bad" : "";
  const said = count ? (state.form ? words.kept : words.waiting) : words.good;
  at("verdict").textContent = said.replace("{count}", count);
  at("faults").replaceChildren(...state.faults.map((fault) => {
    const line = document.createElement("li");
    const more = document.createElement("details");
    more.append(made("summary", words.detail), fault.detail);
    line.append(made("div", fault.place, "place"), made("div", fault.advice), more);
    return line;
  }));
  const list = document.createElement("ul");
  list.append(...state.tags.map((tag) => {
    const line = document.createElement("li");
    line.append(made("span", tag.name), made("code", tag.code));
    return line;
  }));
  at("tags").replaceChildren(...(state.tags.length ? [made("div", words.tags), list] : []));
}

function open(form) {
  opened = form;
  at("app").src = "about:blank";
  setTimeout(() => { at("app").src = `phone/#/forms/$${form}`; }, 50);
}

for (const size of ["phone", "tablet"]) {
  at(size).onclick = () => {
    at("app").className = size;
    for (const each of ["phone", "tablet"]) at(each).ariaPressed = String(each === size);
  };
}
at("afresh").onclick = () => open(opened);

async function look() {
  try {
    draw(await (await fetch("state")).json());
  } catch {
    at("verdict").className = "bad";
    at("verdict").textContent = words.gone;
    drawn = -1;
  }
  setTimeout(look, 500);
}
look();
</script>
</html>
""")
