"""What the tests of the wire share: a real endpoint, a line to it, and a device."""

import threading

import pytest

from tests.sync.phone import Phone
from tests.sync.proxy import proxy_to
from tests.sync.serving import serving


@pytest.fixture
def released():
    """Set when the test is over, so that no behaviour holds a thread for long."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    """One for a module: what is asserted is about the test's own device."""
    with serving(tmp_path_factory.mktemp("endpoint")) as served:
        yield served


@pytest.fixture
def line(endpoint):
    with proxy_to(endpoint.address) as proxy:
        yield proxy


@pytest.fixture
async def phone(tmp_path, endpoint, line):
    """Enrolled as the inspector; everything that it says goes over `line`."""
    phone = Phone(tmp_path / "phone")
    phone.adopt(endpoint, address=line.address)
    yield phone
    phone.close()
