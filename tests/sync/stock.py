"""What every endpoint of the tests begins with: the units, people and assets of `factories`."""

from sync.server.accounts import set_account
from sync.server.catalog import Item, put_items
from sync.server.endpoint import Endpoint
from sync.server.enrolment import scope_text
from tests.sync.server.factories import ASSETS, PEOPLE, SCOPES, UNITS


def stock(endpoint: Endpoint, password_hash: str | None = None) -> None:
    """Everyone gets an account; with a password also a sign-in under the person's id."""
    with endpoint.database.writing() as connection:
        items = [*map(Item.of_unit, UNITS), *map(Item.of_person, PEOPLE)]
        put_items(connection, [*items, *map(Item.of_asset, ASSETS)])
        for person in PEOPLE:
            scope = scope_text(SCOPES.get(person.id, (person.unit,)))
            login = person.id if password_hash else None
            set_account(connection, person.id, scope, login, password_hash)
