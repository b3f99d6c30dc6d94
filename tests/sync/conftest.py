"""What the tests of the wire share."""

import threading

import pytest


@pytest.fixture
def released():
    """Set when the test is over, so that no behaviour holds a thread for long."""
    event = threading.Event()
    yield event
    event.set()
