"""The least that a handler can do with the same bytes: receive them, write them, commit, answer.

`python -m benchmarks._minimal DATABASE SHAPE PORT`; nothing is read, verified, judged or indexed.
SHAPE is `records` for pushes and `file` for a plain streaming PUT into the folder DATABASE.
"""

import os
import secrets
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import uvicorn
from fastapi.concurrency import run_in_threadpool

from sync.server.records import PushBody

Write = Callable[[list[bytes]], None]
CREATE = "CREATE TABLE written (body TEXT)"
_ANSWER = b'{"answers":[]}'


def sqlite_writer(path: str) -> Write:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(CREATE)
    turn = threading.Lock()

    def write(bodies: list[bytes]) -> None:
        rows = [(body.decode(),) for body in bodies]
        with turn:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO written VALUES (?)", rows)
            connection.execute("COMMIT")

    return write


def postgres_writer(address: str) -> Write:
    local = threading.local()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS written")
        connection.execute(CREATE)

    def write(bodies: list[bytes]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(address)
        rows = [(body.decode(),) for body in bodies]
        with local.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO written VALUES (%s)", rows)
        local.connection.commit()

    return write


def app_of(target: str, shape: str) -> Callable[..., Awaitable[None]]:
    is_file = shape == "file"
    address = target.replace("+psycopg", "")
    write = None if is_file else (postgres_writer if "://" in address else sqlite_writer)(address)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "PUT":
            await _write_file(Path(target), receive)
        elif scope["method"] == "POST" and write is not None:
            records = msgspec.json.decode(await _body(receive), type=PushBody).records
            await run_in_threadpool(write, [bytes(raw) for raw in records])
        headers = [(b"content-length", str(len(_ANSWER)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _ANSWER})

    return app


async def _body(receive: Any) -> bytes:
    pieces, has_more = [], True
    while has_more:
        message = await receive()
        pieces.append(message.get("body", b""))
        has_more = message.get("more_body", False)
    return b"".join(pieces)


async def _write_file(folder: Path, receive: Any) -> None:
    """Stream to a file, then force it and the folder that names it to disk."""
    path = folder / secrets.token_hex(16)
    with path.open("wb") as file:
        has_more = True
        while has_more:
            message = await receive()
            await run_in_threadpool(file.write, message.get("body", b""))
            has_more = message.get("more_body", False)
        await run_in_threadpool(_force, file)
    await run_in_threadpool(_force_folder, folder)


def _force(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _force_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


if __name__ == "__main__":
    target, shape, port = sys.argv[1:]
    uvicorn.run(
        app_of(target, shape), host="127.0.0.1", port=int(port), log_level="warning", lifespan="off"
    )
