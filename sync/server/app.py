"""The endpoint: one ASGI service of any number of identical processes."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from sqlalchemy import select

from sync.protocol import API, FILES
from sync.server import (
    accounts,
    arrivals,
    blobs,
    catalog,
    devices,
    directory,
    docs,
    enrolment,
    errors,
    form_versions,
    orphans,
    pages,
    records,
    static,
    statistics,
    uploads,
    views,
)
from sync.server.bodies import json_response
from sync.server.endpoint import Endpoint, Served
from sync.server.familiar import Familiar
from sync.server.hardening import Hardened
from sync.server.hashing import HASHES_AT_ONCE
from sync.server.models import REFUSALS, HealthModel, described
from sync.server.moments import Now, as_text, utc_now
from sync.server.odk import routes as odk
from sync.server.precedence import Precedence
from sync.server.settings import Settings
from sync.server.short_ways import ShortWays
from sync.server.tables import counters

TITLE = "Inspection endpoint 巡检中心端"


def create_app(settings: Settings, now: Now = utc_now) -> FastAPI:
    """Build the service; its folder is made and its database brought to this version at once."""
    endpoint = Endpoint.open(settings, now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(endpoint.database.make_room)
        collecting = asyncio.create_task(orphans.collect_now_and_then(endpoint))
        yield
        collecting.cancel()
        app.state.aside.shutdown()
        endpoint.database.close()

    app = FastAPI(
        title=TITLE,
        version=version("inspect-app"),
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=REFUSALS,
    )
    app.state.endpoint = endpoint
    app.state.hashing = CapacityLimiter(HASHES_AT_ONCE)
    app.state.reading = CapacityLimiter(records.READ_AT_ONCE)
    app.state.familiar = Familiar()
    app.state.precedence = Precedence()
    app.state.pushes = records.gathered_pushes(endpoint, app.state.familiar, app.state.precedence)
    app.state.aside = ThreadPoolExecutor(2, "aside")
    app.state.arrivals = arrivals.gathered_arrivals(endpoint, app.state.familiar)
    ways = {("POST", f"{API}/records"): records.push_records, ("POST", FILES): uploads.create}
    app.add_middleware(ShortWays, ways=ways)
    app.add_middleware(Hardened)
    errors.install(app)
    reading = (views, directory, statistics, form_versions, odk)
    for module in (enrolment, devices, accounts, records, catalog, uploads, blobs, *reading):
        app.include_router(module.router)
    app.add_api_route(
        f"{API}/health", read_health, response_model=HealthModel, tags=["health"], methods=["GET"]
    )
    for module in (docs, pages, static):
        app.include_router(module.router)
    describe = app.openapi
    app.openapi = lambda: described(describe())  # type: ignore[method-assign]
    return app


def read_health(request: Request, endpoint: Served) -> Response:
    """Whether the endpoint can answer from its database."""
    with endpoint.database.reading() as connection:
        query = select(counters.c.value).where(counters.c.name == "records")
        last = connection.execute(query).scalar_one()
    answer = {
        "status": "ok",
        "version": version("inspect-app"),
        "records": last,
        "server_time": as_text(endpoint.now()),
    }
    return json_response(request, answer)
