"""What is secret does not reach the log, also when something fails."""

import logging

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from sync.server import records
from sync.server.tables import devices


def test_failed_statement_names_no_values(running):
    device = running.device()
    row = {"id": device.sealer.enrolment.device, "key": "very-secret", "token_hash": "x"}
    row |= dict.fromkeys(("person", "name", "platform", "app_version", "enrolled_at"), "x")

    with pytest.raises(IntegrityError) as caught, running.endpoint.database.writing() as connection:
        connection.execute(insert(devices).values(row | {"last_digest": "x"}))

    assert "very-secret" not in str(caught.value)


def test_unexpected_failure_is_logged_without_secrets_and_told_without_details(
    running, monkeypatch, caplog
):
    device = running.device()

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(records, "ingest_all", fail)
    with caplog.at_level(logging.DEBUG):
        answer = device.push(device.sealer.inspection())

    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "ZeroDivisionError" in caplog.text
    assert device.sealer.enrolment.token not in caplog.text
    assert device.sealer.enrolment.key not in caplog.text
