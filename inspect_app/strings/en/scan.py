"""The camera, what it read, and the card of an asset."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "scan.title": "Scan",
    "scan.hint": "Point at the code on the tag",
    "scan.type_code": "Type the code",
    "scan.type_hint": "Code, e.g. WJ-0137-FX-03-0042-K",
    "scan.confirm": "OK",
    "scan.torch": "Torch",
    "scan.from_picture": "From a picture",
    "scan.cancel": "Cancel",
    "scan.denied": "The camera is not allowed. Allow it in the settings, or type the code.",
    "scan.missing": "There is no camera. Type the code instead.",
    "scan.begin": "Open the camera",
    "scan.next": "Scan the next",
    "scan.running": "The camera is open",
    "scan.idle": "Scan a tag, or type the code on it",
    "scan.idle_hint": (
        "Then this page shows where it stands, its last result, open hazards and due dates, and "
        "you can start at once."
    ),
    "scan.last": "Before: {name}",
    "scan.code": "Code",
    "scan.unit": "Unit",
    "scan.place": "Place",
    "scan.kind": "Kind",
    "scan.responsible": "In charge",
    "scan.last_check": "Last check",
    "scan.never_checked": "Not checked yet",
    "scan.last_passed": (
        "{day} · passed ({count} item)",
        "{day} · passed ({count} items)",
    ),
    "scan.last_failed": "{day} · {failed} failed",
    "scan.open_hazards": "Open hazards",
    "scan.due": "Due",
    "scan.due_kind.inspection": "Inspection",
    "scan.due_kind.service": "Service",
    "scan.due_kind.scrap": "End of life",
    "scan.due_kind.licence": "Licence",
    "scan.due_in": (
        "{kind} {day}, in {count} day",
        "{kind} {day}, in {count} days",
    ),
    "scan.due_today": "{kind} due today",
    "scan.overdue": (
        "{kind} {day}, {count} day over",
        "{kind} {day}, {count} days over",
    ),
    "scan.nothing_due": "Nothing falls due",
    "scan.was_typed": "The code was typed; the record will say so.",
    "scan.old_tag": (
        "This tag was replaced. You may check the asset as usual; please take the old tag off."
    ),
    "scan.out_of_use": "Out of use",
    "scan.retired": "Retired; it should no longer be here",
    "scan.start_with": "Start: {form}",
    "scan.no_form": "No checklist applies to this kind of asset",
    "scan.go_on_with": "Continue: {form}",
    "scan.foreign.lift": "This is the code of a lift's licence plate. It was noted.",
    "scan.foreign.gas_cylinder": "This is a gas cylinder's tracing code. It was noted.",
    "scan.foreign.product_certificate": "This is a product certificate's code. It was noted.",
    "scan.foreign.special_equipment": (
        "This is a special equipment registration code. It was noted."
    ),
    "scan.foreign.web_page": "This is a web address, not one of our tags. It was noted.",
    "scan.foreign.retail": "This is a retail barcode, not one of our tags. It was noted.",
    "scan.foreign.unknown": "This is not one of our tags. It was noted as it is.",
    "scan.foreign_hint": "Scan the tag whose code begins with “WJ-”.",
    "scan.mistyped": "The check character does not fit",
    "scan.mistyped_hint": (
        "The last character “{check}” does not fit the others, so one is wrong. Compare with "
        "the tag and type again."
    ),
    "scan.not_here": "This asset is not on the phone",
    "scan.not_here_hint": (
        "{code} is one of our tags, but not in this phone's register: it is new, or belongs to "
        "another unit. Sync, then scan again."
    ),
    "scan.enrolment": "This is an enrolment code",
    "scan.enrolment_hint": "This device is enrolled already; there is no need for it.",
    "scan.to_sync": "Go to Sync",
    "scan.asset": "Asset",
}
