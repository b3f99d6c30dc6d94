"""Printed matter."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "document.paper_title": "{form}: checklist",
    "document.how_to_note": (
        "Fill in what applies. When the phone works again, scan the code: it opens this form. "
        "Enter the sheet on the same day and photograph the signatures."
    ),
    "document.moment_of_day": "________ - _____ - _____    _____ : _____",
    "document.version": "{form} · version {version}",
    "document.how_to_fill": (
        "✓ pass   ✕ fail   – not applicable (give the reason). For a failure tick the grade, say "
        "what is wrong and count the photos; the usual grade is in bold."
    ),
    "document.how_to_return": (
        "When the phone works again, scan the code: it opens this form. Enter the sheet on the "
        "same day and photograph the page with the signatures."
    ),
    "document.unit": "Unit",
    "document.place": "Place",
    "document.begun": "Time",
    "document.moment_blank": "______ - ____ - ____     ____ : ____  to  ____ : ____",
    "document.companion": "Accompanied by",
    "document.kind": "Kind",
    "document.goes_on": "Continued: {title}",
    "document.page": "Page {page} / {pages}",
    "document.rows": "a row for each",
    "document.if_applies": "if applicable",
    "document.reading": "Reading",
    "document.day": "Date",
    "document.day_blank": "________ - _____ - _____",
    "document.words": "Words",
    "document.photos.always": "photos ____ (required)",
    "document.photos.on_fail": "photos ____",
    "document.photos_few": "photos ___",
    "document.what_is_wrong": "What is wrong",
    "document.grade_and_words": "Grade, photos, what is wrong",
    "document.thing": "Code, place",
    "document.failures": "Failures (by row and item)",
    "document.item": "Item",
    "document.totals": "Totals",
    "document.totals_blank": (
        "Pass _____     Fail _____     Not applicable _____     "
        "General _____   Serious _____   Major _____"
    ),
    "document.measures_taken": "Measures taken on the spot; the unit's view",
    "document.signatures": (
        "Signatures (official: two inspectors and the responsible person; self-check: inspector)"
    ),
    "document.signed_at": "____ - ____   ____ : ____",
    "document.refused": "The unit refuses to sign",
    "document.refusal_reason": "Circumstances and reason",
    "document.refusal_law": (
        "A witness signs instead; Work Safety Law, art. 68: inspectors note the refusal and "
        "report it."
    ),
    "document.basis_open": "{basis} ({mark})",
    "document.basis_sets_limit": "{basis} [sets the limit]",
    "document.limit_open": "{basis} (which sets the limit is to be verified)",
}
