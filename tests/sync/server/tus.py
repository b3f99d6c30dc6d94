"""A bare tus client for the endpoint's tests: one method per request, nothing hidden."""

import base64
import hashlib

from tests.sync.server.factories import a_photo, an_inspection

TUS = {"Tus-Resumable": "1.0.0"}
OFFSET_TYPE = {"Content-Type": "application/offset+octet-stream"}


def metadata_of(**values):
    pairs = (f"{name} {base64.b64encode(value).decode()}" for name, value in values.items())
    return {"Upload-Metadata": ",".join(pairs)}


def checksum_of(content):
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"Upload-Checksum": f"sha256 {digest}"}


def naming(device, photo):
    """The device, once it has sent an inspection that names the photo."""
    device.answers(device.sealer.inspection(an_inspection(photos=[a_photo(photo)])))
    return device


def is_there(device, photo):
    sha256 = hashlib.sha256(photo).hexdigest()
    return device.get(f"/v1/blobs/{sha256}").content == photo


class Tus:
    def __init__(self, device):
        self.device = device
        self.http = device.running.http
        self.headers = device.headers | TUS

    def create(self, content, body=None, sha256=None, **headers):
        digest = sha256 or hashlib.sha256(content).hexdigest().encode()
        known = {"Upload-Length": str(len(content))}
        known |= metadata_of(sha256=digest, filetype=b"image/jpeg")
        if body is not None:
            known |= OFFSET_TYPE
        return self.http.post("/files", content=body, headers=self.headers | known | headers)

    def begun(self, content):
        answer = self.create(content)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    def patch(self, location, offset, content, **headers):
        known = {"Upload-Offset": str(offset)} | OFFSET_TYPE
        return self.http.patch(location, content=content, headers=self.headers | known | headers)

    def head(self, location):
        return self.http.head(location, headers=self.headers)

    def delete(self, location):
        return self.http.delete(location, headers=self.headers)
