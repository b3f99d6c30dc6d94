"""The screen Today and the choice of unit and checklist."""

STRINGS: dict[str, str | tuple[str, str]] = {
    "today.choose_unit": "Choose a unit",
    "today.start": "Start an inspection",
    "today.continue": "Continue: {what}",
    "today.begun": "In progress",
    "today.due": "Falling due",
    "today.overdue": "{count} overdue",
    "today.soon": "{count} due soon",
    "today.overdue_name": "Overdue",
    "today.recheck_name": "To recheck",
    "today.open_name": "Open",
    "today.recent": "Recent inspections",
    "today.failed": "{count} failed",
    "today.all_passed": "All passed",
    "today.day_of": "Day {day} of {days}",
    "today.campaign_over": "No phase runs today",
    "today.nothing_yet": "No inspections here yet",
    "today.nothing_yet_hint": (
        "Submitted inspections will be listed here. Start one below, or scan a tag."
    ),
    "today.no_unit": "Choose the unit to inspect first",
    "today.no_unit_hint": (
        "Then this page shows what falls due there, its open hazards and its latest inspections."
    ),
    "today.search_unit": "Name, code or town",
    "today.no_unit_found": "Nothing found for “{sought}”",
    "today.no_units": "There are no units on this phone yet",
    "today.no_units_hint": (
        "Sync once while online, and the units in your scope will be listed here."
    ),
    "today.open_hazards": (
        "{count} hazard",
        "{count} hazards",
    ),
    "today.kind": "Kind of inspection",
    "today.limited_to": (
        "Only what belongs to this kind of place ({kind}) is asked. "
        "For everything, choose the whole unit."
    ),
    "today.place": "Place (optional)",
    "today.place_hint": "The whole unit",
    "today.whole_unit": "The whole unit",
    "today.which_form": "Choose a checklist to begin",
    "today.registers": "Registers and reports",
    "today.registers_about": "{count} of them: drills, trainings, duty, permits and more",
    "today.registers_empty": "No registers yet",
    "today.registers_empty_hint": "They come with the next synchronisation.",
    "today.noted": "Noted",
    "today.items": (
        "{count} item",
        "{count} items",
    ),
    "today.last_at": "last {at}",
    "today.never_noted": "not filled in yet",
    "today.never": "not inspected yet",
    "today.no_forms": "No checklist applies here",
    "today.no_forms_hint": "Sync while online, or ask the administrator to set the unit's domains.",
}
