"""What every test shares."""

from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.backends.postgres import Postgres
from tests.backends.seaweed import Bucket
from tests.backends.sharing import Keeper, shared_bucket, shared_postgres
from tests.distribution import ByFile, longest_first

# How long something takes is a matter for benchmarks/, not for a test on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """The process that began the run keeps the servers for those that run tests beside it."""
    if not hasattr(config, "workerinput"):
        config.add_cleanup(Keeper().close)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.fixture(scope="session")
def postgres_server() -> Postgres:
    """A real PostgreSQL; a test that needs one fails where none can be started."""
    return shared_postgres()


@pytest.fixture(scope="session")
def s3_server() -> Bucket:
    """A real S3 server; a test that needs one fails where none can be started."""
    return shared_bucket()
