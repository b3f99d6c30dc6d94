"""Which roles may push which record."""

from collections.abc import Mapping

from inspect_app.domain.unit import Role
from sync.protocol import RecordKind
from sync.server.auth import Caller
from sync.server.incoming import Incoming, Outline

_BUREAU = frozenset({Role.inspector, Role.bureau, Role.admin})
_SCHOOL = frozenset({Role.safety_officer, Role.principal})

MAY_PUSH: Mapping[RecordKind, frozenset[Role]] = {
    RecordKind.inspection_submitted: _BUREAU | _SCHOOL,
    RecordKind.hazard_reported: _BUREAU | _SCHOOL,
    RecordKind.hazard_confirmed: _BUREAU | _SCHOOL,
    RecordKind.hazard_planned: _BUREAU | _SCHOOL,
    RecordKind.hazard_submitted: _BUREAU | _SCHOOL,
    RecordKind.hazard_rechecked: _BUREAU | {Role.principal},
    RecordKind.hazard_closed: _BUREAU | {Role.principal},
    RecordKind.hazard_extended: _BUREAU,
    RecordKind.hazard_transferred: _BUREAU,
    RecordKind.hazard_voided: _BUREAU,
    RecordKind.asset_code_seen: _BUREAU | _SCHOOL,
}
"""Withdrawing, extending and transferring need somebody outside the unit (domain.md 3.3, 3.4)."""


def may_push(caller: Caller, incoming: Incoming) -> bool:
    """An official inspection is the bureau's; a unit's own people check themselves."""
    said = incoming.said
    if isinstance(said, Outline) and said.kind.is_official:
        return caller.has_role(_BUREAU)
    return caller.has_role(MAY_PUSH[incoming.kind])
