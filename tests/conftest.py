"""What every test shares."""

import pytest
from hypothesis import settings

from tests.backends.postgres import postgres
from tests.backends.seaweed import seaweed

# How long something takes is a matter for benchmarks/, not for a test on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres_server():
    """A real PostgreSQL; a test that needs one fails where none can be started."""
    with postgres() as running:
        yield running


@pytest.fixture(scope="session")
def s3_server():
    """A real S3 server; a test that needs one fails where none can be started."""
    with seaweed() as running:
        yield running
