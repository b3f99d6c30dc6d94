"""The tables of the store and the fields by which their documents are looked up."""

from inspect_app.storage.engine import Indexes

INDEXES: Indexes = {
    "settings": (),
    "cursors": (),
    "units": (),
    "people": (("unit",),),
    "campaigns": (),
    "forms": (),
    "assets": (
        ("code",),
        ("unit", "code"),
        ("unit", "kind", "code"),
        ("unit", "next_due_on"),
    ),
    "drafts": (),
    "answers": (),
    "records": (
        ("kind", "at"),
        ("kind", "unit", "at"),
        ("subject",),
        ("seq",),
    ),
    "checks": (),
    "hazards": (
        ("is_open", "changed_at"),
        ("is_open", "unit", "changed_at"),
        ("asset", "is_open"),
    ),
    "outbox": (("state",),),
    "photo_outbox": (("state", "is_asked"),),
    "foreign_codes": (),
}
"""An index that is added or taken away here is built or dropped at the next open."""
