"""What is answered when something cannot be done: `{"code", "message"}`, in both languages."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from sync.server.messages import in_both

_CODES = {401: "not_signed_in", 404: "not_found", 405: "method_not_allowed"}


class ApiError(Exception):
    """Raised anywhere below a route; `code` is a key of `messages.MESSAGES`."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        details: Any = None,
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.details = details


def error_response(
    status: int, code: str, headers: Mapping[str, str] | None = None, details: Any = None
) -> Response:
    answer = {"code": code, "message": in_both(code)}
    if details is not None:
        answer["details"] = details
    return Response(
        msgspec.json.encode(answer),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json",
    )


def answer_of(error: ApiError) -> Response:
    return error_response(error.status, error.code, error.headers, error.details)


def install(app: FastAPI) -> None:
    """What no handler here knows is the crash guard's: see `hardening.py`."""

    @app.exception_handler(ApiError)
    async def _api_error(_: Request, error: ApiError) -> Response:
        return answer_of(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        details = [
            {"where": ".".join(map(str, each["loc"])), "why": each["msg"]}
            for each in error.errors()[:20]
        ]
        return error_response(422, "invalid", details=details)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        code = _CODES.get(error.status_code, "malformed")
        return error_response(error.status_code, code, error.headers)
