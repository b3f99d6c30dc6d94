"""The plainest way to say something to the endpoint, for trials that say strange things."""

import base64
import gzip
import hashlib
from collections.abc import Iterable

import requests

from sync.protocol import API, FILES, Record

TIMEOUT_S = 30.0


def post_records(address: str, token: str, records: Iterable[Record]) -> requests.Response:
    body = {"records": [record.to_dict() for record in records]}
    headers = {"Authorization": f"Bearer {token}"}
    return requests.post(f"{address}{API}/records", json=body, headers=headers, timeout=TIMEOUT_S)


def post_bytes(
    session: requests.Session, address: str, body: bytes, *, is_packed: bool = False
) -> requests.Response:
    """Push whatever the bytes are."""
    headers = {"Content-Type": "application/json"}
    if is_packed:
        body, headers["Content-Encoding"] = gzip.compress(body, 1), "gzip"
    return session.post(f"{address}{API}/records", data=body, headers=headers, timeout=TIMEOUT_S)


def send_photo(
    address: str, token: str, content: bytes, media_type: bytes = b"image/jpeg"
) -> requests.Response:
    """Upload in one request."""
    values = {"sha256": hashlib.sha256(content).hexdigest().encode(), "filetype": media_type}
    pairs = (f"{name} {base64.b64encode(value).decode()}" for name, value in values.items())
    headers = {
        "Authorization": f"Bearer {token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(content)),
        "Upload-Metadata": ",".join(pairs),
        "Content-Type": "application/offset+octet-stream",
    }
    return requests.post(f"{address}{FILES}", data=content, headers=headers, timeout=TIMEOUT_S)
