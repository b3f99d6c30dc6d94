"""Why a process does not work with its database: the database is of a later version."""


class Outdated(Exception):
    """The tables were brought to a version that this one does not know.

    `strings` key `serve.database_newer`; `revision` is what the tables are at.
    """

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision
