"""The whole way: enrol, push, pull, upload with a broken line, read back byte for byte."""

import base64
import hashlib

from sync.protocol import Record
from tests.sync.server.factories import a_photo, an_inspection

PHOTO = bytes(range(256)) * 400


def _create(device, content):
    metadata = {"sha256": hashlib.sha256(content).hexdigest(), "filetype": "image/jpeg"}
    pairs = (
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
    )
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(content)),
        "Upload-Metadata": ",".join(pairs),
    }
    return device.running.http.post("/files", headers=device.headers | headers)


def _patch(device, location, offset, content):
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    return device.running.http.patch(location, content=content, headers=device.headers | headers)


def test_inspection_and_photo_arrive_byte_for_byte(running):
    device = running.device()
    record = device.sealer.inspection(an_inspection(photos=[a_photo(PHOTO)]))

    answer = device.answers(record)[0]
    location = _create(device, PHOTO).headers["location"]
    assert _patch(device, location, 0, PHOTO[:30_000]).headers["upload-offset"] == "30000"
    head = running.http.head(location, headers=device.headers | {"Tus-Resumable": "1.0.0"})
    done = _patch(device, location, int(head.headers["upload-offset"]), PHOTO[30_000:])

    assert (answer["status"], answer["seq"]) == ("accepted", 1)
    assert answer["blobs_missing"] == list(record.blobs)
    assert done.status_code == 204
    assert device.get(f"/v1/blobs/{record.blobs[0]}").content == PHOTO
    page = device.get("/v1/records").json()
    assert Record.from_dict(page["items"][0]).content() == record.content()
    assert page["more"] is False
    assert device.get("/v1/records", after=page["cursor"]).json()["items"] == []
    again = device.answers(record)[0]
    assert (again["status"], again["seq"], again["blobs_missing"]) == ("duplicate", 1, [])


def test_file_that_is_here_already_needs_no_byte(running):
    device = running.device()
    location = _create(device, PHOTO).headers["location"]
    _patch(device, location, 0, PHOTO)

    second = _create(device, PHOTO)

    assert second.headers["upload-offset"] == str(len(PHOTO))
