"""tus as others speak it: their clients with our endpoint, our client with their server."""

import hashlib
import json
import random
import subprocess
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from sync.errors import Offline
from tests.node_programs import TIMEOUT_S, Programs, node
from tests.sync.server.conftest import *  # noqa: F403
from tests.sync.server.tus import is_there, naming
from tests.sync.test_uploads import Device, a_blob

TUS = Programs(Path(__file__).parent, ("server.mjs", "client.mjs"))
PHOTO = random.Random(3).randbytes(300_000)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
METADATA = {"sha256": SHA256, "filename": "x.jpg", "filetype": "image/jpeg"}


@pytest.fixture
def device(running):
    return naming(running.device(), PHOTO)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


class TestTuspy:
    @pytest.fixture
    def uploader(self, running, device, photo):
        client = TusClient(f"{running.address}/files", headers=dict(device.headers))
        with photo.open("rb") as stream:
            yield partial(client.uploader, file_stream=stream)

    @pytest.mark.parametrize("has_checksum", [False, True])
    def test_uploads_in_pieces(self, uploader, device, has_checksum):
        upload = uploader(chunk_size=70_000, metadata=METADATA, upload_checksum=has_checksum)

        upload.upload()

        assert is_there(device, PHOTO)

    def test_goes_on_where_it_stopped(self, uploader, device):
        first = uploader(chunk_size=70_000, metadata=METADATA)
        first.upload(stop_at=140_000)

        second = uploader(chunk_size=100_000, url=first.url)

        assert second.get_offset() == 140_000
        second.upload()
        assert is_there(device, PHOTO)

    def test_hears_of_bytes_that_are_not_the_announced_ones(self, uploader, device):
        wrong = METADATA | {"sha256": "0" * 64}

        with pytest.raises(TusCommunicationError):
            uploader(metadata=wrong).upload()


class TestTusJsClient:
    @pytest.fixture
    def upload(self, running, device, photo):
        def upload(**order):
            known = {"file": str(photo), "endpoint": f"{running.address}/files"}
            known |= {"authorization": device.headers["Authorization"], "metadata": METADATA}
            done = TUS.run("client.mjs", json.dumps(known | order))
            assert done.returncode == 0, done.stderr
            return done.stdout.strip()

        return upload

    @pytest.mark.parametrize(
        "order",
        [
            {"chunkSize": 70_000},
            {"duringCreation": True},
            {"duringCreation": True, "chunkSize": 70_000},
            {"chunkSize": 200_000, "overridePatch": True},
        ],
    )
    def test_uploads(self, upload, device, order):
        upload(**order)

        assert is_there(device, PHOTO)

    def test_goes_on_where_it_stopped(self, upload, device):
        address = upload(chunkSize=70_000, stopAfter=140_000)
        assert not is_there(device, PHOTO)

        assert upload(uploadUrl=address) == address
        assert is_there(device, PHOTO)

    def test_terminates(self, upload, device, running):
        address = upload(chunkSize=70_000, stopAfter=70_000, ends=True)

        headers = device.headers | {"Tus-Resumable": "1.0.0"}
        assert running.http.head(address, headers=headers).status_code == 404
        assert list(running.endpoint.blobs.names("parts")) == []


class TestServerOfTheTusProject:
    @contextmanager
    def _serving(self, folder):
        folder.mkdir()
        command = [node(), str(TUS.place("server.mjs")), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield f"http://127.0.0.1:{int(process.stdout.readline())}"
            finally:
                process.terminate()
                process.wait(TIMEOUT_S)

    def _kept(self, folder):
        return [each.read_bytes() for each in folder.iterdir() if each.suffix != ".json"]

    async def test_takes_a_photo_in_one_request(self, tmp_path):
        content, blob = a_blob()
        with self._serving(tmp_path / "kept") as address:
            outcome = await Device(address).send(blob)

        assert outcome.sent_bytes == len(content)
        assert self._kept(tmp_path / "kept") == [content]

    async def test_takes_pieces(self, tmp_path):
        content, blob = a_blob(size=900_000)
        with self._serving(tmp_path / "kept") as address:
            await Device(address, chunk_bytes=100_000, limit_bytes=100_000).send(blob)

        assert self._kept(tmp_path / "kept") == [content]

    async def test_is_gone_on_with_after_a_restart_of_the_device(self, tmp_path):
        content, blob = a_blob(size=900_000)
        with self._serving(tmp_path / "kept") as address:
            first = Device(address, chunk_bytes=100_000, limit_bytes=100_000)
            first.progress = Cut(after=300_000)
            with pytest.raises(Offline):
                await first.send(blob)
            second = Device(address)
            second.remembered = first.remembered
            outcome = await second.send(blob)

        assert outcome.sent_bytes <= len(content) - 300_000 + 100_000, "more than a piece twice"
        assert self._kept(tmp_path / "kept") == [content]


class Cut(list):
    """Progress that ends the run when so many bytes have arrived."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def append(self, count):
        super().append(count)
        if count >= self.after:
            raise Offline("cut")
