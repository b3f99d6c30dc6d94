"""The XLSForm reference feature by feature: a sheet of ours for each, and what becomes of it.

A sheet is one row beside an integer `n` and a list `l`; or rows, where one does not do. What is
refused says where and as what; everything else is imported whole and comes back from an export.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Rows = list[list[object]]
PLAIN = ["type", "name", "label"]
CHOICES: Rows = [
    ["list_name", "name", "label", "big"],
    ["l", "a", "A", 1],
    ["l", "b", "B", 2],
    ["m", 1, "Low", 1],
]


@dataclass(frozen=True)
class Feature:
    survey: Rows
    refused: str = ""
    choices: Rows | None = None
    settings: Rows | None = None
    other: Mapping[str, Rows] | None = None


def row(kind: str = "text", refused: str = "", name: object = "a", **cells: object) -> Feature:
    """One question; a column's name is written with one underscore for a dash and two for `::`."""
    named = {heading.replace("__", "::"): cell for heading, cell in cells.items()}
    label = named.pop("label", "A")
    survey = [
        [*PLAIN, *named],
        ["integer", "n", "N"],
        [kind, name, label, *named.values()],
    ]
    return Feature(survey, refused)


def rows(*survey: list[object], refused: str = "", header: list[object] = PLAIN) -> Feature:
    return Feature([header, *survey], refused)


def setting(name: str, cell: object, refused: str = "") -> Feature:
    return Feature(row().survey, refused, settings=[["form_title", name], ["Form", cell]])


def choice(heading: str, cell: object) -> Feature:
    listed = [[*CHOICES[0], heading], *([*each, cell] for each in CHOICES[1:])]
    return Feature(row("select_one l").survey, choices=listed)


def sheet(name: str) -> Feature:
    refused = f"{name}!A1 outside_sheet {name}"
    return Feature(row().survey, refused, other={name: [["list_name"], ["x"]]})


def _outside(kind: str, name: str = "") -> Feature:
    return row(kind, f"survey!A3 outside_type {name or kind}")


def _group(kind: str, *inside: list[object], **more: str) -> Feature:
    return rows([f"begin {kind}", "g", "G"], *inside, [f"end {kind}"], **more)


TEXT = ["text", "a", "A"]

TYPES: Mapping[str, Feature] = {
    **{
        kind: row(kind)
        for kind in (
            *("integer", "decimal", "range", "text", "note", "date", "time", "dateTime"),
            *("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode"),
            *(
                "acknowledge",
                "trigger",
                "percentage",
                "select_one l",
                "select_multiple l",
                "rank l",
            ),
            *("select_one l or_other", "select_multiple l or_other"),
        )
    },
    **{
        kind: row(kind)
        for kind in (
            *("phone number", "number of days in last month"),
            *("number of days in last six months", "number of days in last year"),
        )
    },
    **{
        f"uri:{kind}": row(f"uri:{kind}", label=None)
        for kind in ("username", "email", "subscriberid", "simserial")
    },
    "calculate": row("calculate", calculation="${n} + 1"),
    "hidden": row("hidden", default="x"),
    **{
        kind: row(kind, name=kind.replace(":", "_"), label=None)
        for kind in (
            *("start", "end", "today", "deviceid", "phonenumber", "username", "email"),
            *("subscriberid", "simserial", "audit", "uri:deviceid", "uri:phonenumber"),
        )
    },
    "begin group": _group("group", TEXT),
    "begin repeat": _group("repeat", TEXT),
    "begin repeat within repeat": rows(
        ["begin repeat", "g", "G"],
        ["begin repeat", "h", "H"],
        TEXT,
        ["end repeat"],
        ["end repeat"],
        refused="survey!A3 outside_nesting begin repeat",
    ),
    "begin loop": rows(
        ["begin loop over l", "g", "G"],
        TEXT,
        ["end loop"],
        refused="survey!A2 outside_type begin loop",
    ),
    "include": _outside("include"),
    "cascading_select": _outside("cascading_select l", "cascading_select"),
    "osm": _outside("osm"),
    "xml-external": _outside("xml-external"),
    "start-geopoint": _outside("start-geopoint"),
    "background-geopoint": _outside("background-geopoint"),
    "background-audio": _outside("background-audio"),
    "select_one_from_file x.csv": row("select_one_from_file x.csv", "survey!A3 file_missing x.csv"),
    "select_one_from_file x.xml": row("select_one_from_file x.xml", "survey!A3 outside_type"),
    "select_one_from_file x.geojson": row(
        "select_one_from_file x.geojson", "survey!A3 outside_type"
    ),
    "csv-external": row("csv-external", "survey!A3 file_missing a.csv", label=None),
    "select_one ${n}": _outside("select_one ${n}"),
}
COLUMNS: Mapping[str, Feature] = {
    "hint": row(hint="Look"),
    "guidance_hint": row(guidance_hint="Look closer"),
    "label::language": Feature(
        [["type", "name", "label::English (en)", "label::French (fr)"], ["text", "a", "A", "B"]]
    ),
    "relevant": row(relevant="${n} > 1"),
    "constraint": row(constraint=". != 'x'", constraint_message="No"),
    "required": row(required="yes", required_message="Say it"),
    "required as a condition": row(required="${n} > 1"),
    "read_only": row(read_only="yes"),
    "read_only as a condition": row(
        read_only="${n} > 1", refused="survey!D3 outside_expression ${n} > 1"
    ),
    "default": row(default="x"),
    "default, dynamic": row("date", default="today()"),
    "default, once": row(default="once('x')"),
    "calculation": row(calculation="concat(${n}, 'x')"),
    "choice_filter": row("select_one l", choice_filter="big > ${n}"),
    "repeat_count": rows(
        ["integer", "n", "N"],
        ["begin repeat", "g", "G", "${n}"],
        TEXT,
        ["end repeat"],
        header=[*PLAIN, "repeat_count"],
    ),
    "appearance": row(appearance="multiline"),
    "parameters": row(parameters="rows=3"),
    "media::image": row(media__image="a.jpg"),
    "media::audio": row(media__audio="a.mp3"),
    "media::video": row(media__video="a.mp4"),
    "big-image": Feature(
        [[*PLAIN, "media::image", "big-image"], ["text", "a", "A", "a.jpg", "b.jpg"]]
    ),
    "autoplay": row(autoplay="audio"),
    "disabled": rows(TEXT, ["text", "b", "B", "yes"], header=[*PLAIN, "disabled"]),
    "bind::odk:length": row(bind__odk__length="3"),
    "instance::x": row(instance__x="y"),
    "body::accuracyThreshold": row("geopoint", body__accuracyThreshold="10"),
    "notes of the author": row(ask="Li"),
    "trigger": row(trigger="${n}", refused="survey!D3 outside_column trigger"),
    "save_to": row(save_to="x", refused="survey!D3 outside_column save_to"),
    "intent": row(intent="org.x", refused="survey!D3 outside_column intent"),
    "relevent (a slip)": row(relevent="1", refused="survey!D3 outside_column relevent"),
}
_SHOWN = {
    "text": ("multiline", "numbers", "url", "thousands-sep", "masked", "ex:org.x.Y()"),
    "integer": ("counter", "bearing", "thousands-sep"),
    "range": ("vertical", "no-ticks", "picker", "rating"),
    "date": ("no-calendar", "month-year", "year", "ethiopian"),
    "image": ("signature", "draw", "annotate", "new", "new-front", "selfie"),
    "geopoint": ("maps", "placement-map", "hide-input"),
    "select_one l": (
        *("minimal", "autocomplete", "quick", "quickcompact", "columns", "columns-2"),
        *("columns-pack", "compact", "no-buttons", "likert", "map", "image-map"),
        *("label", "list-nolabel", "list"),
    ),
    "barcode": ("front", "hidden-answer"),
}
APPEARANCES: Mapping[str, Feature] = {
    **{
        f"{said} ({kind})": row(kind, appearance=said)
        for kind, every in _SHOWN.items()
        for said in every
    },
    **{
        f"{said} (group)": rows(
            ["begin group", "g", "G", said],
            TEXT,
            ["end group"],
            header=[*PLAIN, "appearance"],
        )
        for said in ("field-list", "w4", "table-list")
    },
    "search()": row(
        "select_one l",
        appearance="minimal search('f')",
        refused="survey!D3 outside_appearance minimal search('f')",
    ),
    "printer": row(
        appearance="printer:org.x", refused="survey!D3 outside_appearance printer:org.x"
    ),
}
PARAMETERS: Mapping[str, Feature] = {
    f"{said.split('=')[0]} ({kind})": row(kind, parameters=said, name=name)
    for kind, name, said in (
        ("range", "a", "start=0 end=9 step=3"),
        ("range", "a", "tick_interval=2"),
        ("range", "a", "placeholder=5"),
        ("text", "a", "rows=3"),
        ("image", "a", "max-pixels=640"),
        ("image", "a", "app=com.jeyluta.timestampcamerafree"),
        ("audio", "a", "quality=low"),
        ("geopoint", "a", "capture-accuracy=5"),
        ("geopoint", "a", "warning-accuracy=50"),
        ("geopoint", "a", "allow-mock-accuracy=true"),
        ("geotrace", "a", "incremental=true"),
        ("range", "a", "tick_labelset=m start=1 end=2"),
        ("select_one l", "a", "randomize=true"),
        ("select_one l", "a", "randomize=true seed=7"),
        (
            *("audit", "audit"),
            "location-priority=balanced location-min-interval=60 location-max-age=120",
        ),
        ("audit", "audit", "identify-user=true"),
        ("audit", "audit", "track-changes=true"),
        ("audit", "audit", "track-changes-reasons=on-form-edit"),
    )
}
CHOICE_COLUMNS: Mapping[str, Feature] = {
    "media::image": choice("media::image", "a.jpg"),
    "columns of one's own": choice("size", 7),
    "label::language": choice("label::French (fr)", "Un"),
}
SETTINGS: Mapping[str, Feature] = {
    "form_title": setting("style", "pages"),
    "form_id": setting("form_id", "My-Form"),
    "version": setting("version", 2026112601),
    "default_language": setting("default_language", "English (en)"),
    "style": setting("style", "theme-grid"),
    "instance_name": setting("instance_name", "concat(${n}, 'x')"),
    "submission_url": setting("submission_url", "https://example.org/x"),
    "auto_send": setting("auto_send", "true"),
    "auto_delete": setting("auto_delete", "true"),
    "allow_choice_duplicates": setting("allow_choice_duplicates", "yes"),
    "namespaces": setting("namespaces", 'x="http://example.org/x"'),
    **{
        name: setting(name, cell)
        for name, cell in (
            *(("add_none_option", "yes"), ("attribute::x", "y"), ("clean_text_values", "no")),
            *(("client_editable", "yes"), ("name", "form")),
            *(("instance_xmlns", "http://example.org/x"), ("omit_instanceID", "no")),
            *(("sms_keyword", "x"), ("sms_separator", "+"), ("sms_allow_media", "no")),
            *(("sms_date_format", "d"), ("sms_datetime_format", "d"), ("sms_response", "ok")),
            *(("delimiter", "+"), ("prefix", "x")),
        )
    },
    "public_key": setting("public_key", "abc", "settings!B2 outside_encryption public_key"),
    "flat": setting("flat", "no", "settings!B2 outside_setting flat"),
    "instance_id": setting("instance_id", "x", "settings!B2 outside_setting instance_id"),
}
SHEETS: Mapping[str, Feature] = {name: sheet(name) for name in ("entities", "osm", "cascades")}


def _computed(source: str, refused: str = "") -> Feature:
    return row(calculation=source, refused=refused and f"survey!D3 {refused}")


EXPRESSIONS: Mapping[str, Feature] = {
    "${last-saved#…}": _computed("${last-saved#n}", "outside_expression ${last-saved#…}"),
    "predicates": _computed("../n[. > 1]", "outside_expression [ ]"),
    "path to a question": _computed("../n + 1"),
    "instance('l')/root/item[…]/column": _computed("instance('l')/root/item[name='a']/big"),
    **{
        f"{call.partition('(')[0]}()": _computed(call)
        for call in (
            *("digest('a', 'MD5')", "base64-decode('YQ==')", "geofence('0 0', ${n})"),
            *("area(${n})", "enclosed-area(${n})", "distance('0 0', '0 1')"),
        )
    },
    "digest() of another algorithm": _computed("digest('a', 'CRC')", "outside_expression digest"),
    "jr:choice-name()": row("calculate", calculation="jr:choice-name('a', '${n}')"),
    **{
        f"{call.partition('(')[0]}()": _computed(call, f"outside_function {call.partition('(')[0]}")
        for call in (
            *("random()", "uuid()", "version()", "property('x')"),
            *("upper-case('x')", "lower-case('x')"),
        )
    },
}
REFERENCE: Mapping[str, Mapping[str, Feature]] = {
    "types": TYPES,
    "survey columns": COLUMNS,
    "appearances": APPEARANCES,
    "parameters": PARAMETERS,
    "choices columns": CHOICE_COLUMNS,
    "settings": SETTINGS,
    "sheets": SHEETS,
    "expressions": EXPRESSIONS,
}
