"""One OpenRosa server: the preflight, the multipart submission, and what its answers mean.

OpenRosa 1.0, Form Submission API and HTTP Request API. Central answers 201, and 409 where the same
instanceID is known with other XML; KoboToolbox answers 201, and 202 for what it has already.
"""

import html
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import HTTPError
from urllib3.filepost import encode_multipart_formdata

from sync.server.odk.errors import (
    Conflict,
    FormMissing,
    InsecureServer,
    NotFound,
    OdkError,
    PartTooLarge,
    Rejected,
    ServerBusy,
    SignInRefused,
    TimedOut,
    Unreachable,
    WrongAnswer,
)
from sync.server.odk.form_list import LIST_BYTES_MAX, ListedForm, forms_in

Answer = tuple[int, Mapping[str, str], str]
NO_IDS: Mapping[str, str] = MappingProxyType({})
VERSION_HEADER = "X-OpenRosa-Version"
VERSION = "1.0"
LENGTH_HEADER = "X-OpenRosa-Accept-Content-Length"
ENVELOPE = "OpenRosaResponse"
"""Success is said in it: a captive portal answers 201 too, but not in OpenRosa's name."""
INCOMPLETE_PART = "*isIncomplete*"
XML_PART = "xml_submission_file"
PART_BYTES_MAX = 10_000_000
"""What is sent at once where the server would take more: a bad line loses no more than this."""
TIMEOUT_S = (10.0, 90.0)
ANSWER_S = 120.0
"""An answer has come by then, however busily it drips."""
ANSWER_BYTES_MAX = 64_000
MESSAGE_LENGTH_MAX = 500
_ACCEPTED = {201, 202}
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
_MESSAGE = re.compile(r"<message[^>]*>(.*?)</message>", re.DOTALL)
_KEY_IN_PATH = re.compile(r"/key/[^/]+")
"""An app user of ODK Central signs in by a key in the address: never shown, never kept."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Basic, or a token with the word that goes before it (`Bearer`, KoboToolbox's `Token`)."""

    user: str = ""
    password: str = ""
    token: str = ""
    scheme: str = "Bearer"

    def __repr__(self) -> str:
        return "Credentials(…)"

    def sign(self) -> AuthBase:
        """An object even where there are none, so that no other file is asked for credentials."""
        if not self.user:
            return _Token(self)
        return HTTPBasicAuth(self.user.encode(), self.password.encode())


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


class OpenRosaServer:
    """Every method raises `OdkError` and nothing else; redirects are never followed.

    Digest is used from the first challenge on, as older servers want it.
    """

    def __init__(
        self, address: str, credentials: Credentials, form_ids: Mapping[str, str] = NO_IDS
    ) -> None:
        self._url = submission_url(address)
        self._base = self._url.removesuffix("/submission")
        self._submit_to = self._url
        self.form_ids = form_ids
        """What our forms are called there, where it is something else."""
        self._session = requests.Session()
        self._session.auth = credentials.sign()
        self._credentials = credentials
        self._session.headers[VERSION_HEADER] = VERSION

    @property
    def name(self) -> str:
        """The address without what may be a key: what is shown and kept."""
        return server_name(self._url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def preflight(self) -> int:
        """Ask who answers, and return how many bytes one request may have."""
        status, headers, body = self.exchange("HEAD")
        if VERSION_HEADER.lower() not in headers or status not in {200, 204}:
            raise meaning(status, headers, body)
        self._submit_to = _same_host(headers.get("location", ""), self._url)
        said = headers.get(LENGTH_HEADER.lower(), "")
        limit = int(said) if said.isascii() and said.isdigit() else PART_BYTES_MAX
        return min(limit, PART_BYTES_MAX)

    @property
    def _has_digest(self) -> bool:
        return isinstance(self._session.auth, HTTPDigestAuth)

    def _takes_digest(self, headers: Mapping[str, str]) -> bool:
        """Whether the server wants HTTP Digest, as older ones do; then it is used from here on."""
        wants = headers.get("www-authenticate", "").lower().startswith("digest")
        if wants and self._credentials.user:
            said = self._credentials
            self._session.auth = HTTPDigestAuth(said.user, said.password)
        return wants and bool(self._credentials.user)

    def submit(
        self, xml: bytes, attachments: Sequence[Attachment] = (), *, is_last: bool = True
    ) -> None:
        """Send the instance with some of its files; on return the server has them.

        All parts of one but the last say that more will come, as ODK Collect does.
        """
        body, content_type = multipart(xml, attachments, is_last)
        status, headers, answer = self.exchange("POST", self._submit_to, body, content_type)
        if status == 404:
            # The preflight has found the project: it is this form that is not there.
            raise FormMissing(_message(answer), status=status)
        if status not in _ACCEPTED or ENVELOPE not in answer:
            raise meaning(status, headers, answer)

    def forms(self) -> tuple[ListedForm, ...]:
        """What is published there for us."""
        status, headers, body = self.exchange("GET", "formList", most=LIST_BYTES_MAX)
        if status != 200:
            raise meaning(status, headers, body)
        return forms_in(body)

    def exchange(
        self,
        method: str,
        path: str = "submission",
        body: bytes | None = None,
        content_type: str = "",
        most: int = ANSWER_BYTES_MAX,
    ) -> Answer:
        """Status, headers by their small names, and at most so many bytes of the answer."""
        url = path if "://" in path else f"{self._base}/{path}"
        answer = self._once(method, url, body, content_type, most)
        if answer[0] == 401 and not self._has_digest and self._takes_digest(answer[1]):
            answer = self._once(method, url, body, content_type, most)
        return answer

    def _once(
        self, method: str, url: str, body: bytes | None, content_type: str, most: int
    ) -> Answer:
        headers = {"Date": formatdate(usegmt=True)}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=TIMEOUT_S,
                allow_redirects=False,
                stream=True,
            ) as answer:
                content = _read(answer, most)
                lower = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status_code, lower, content.decode("utf-8", "replace")
        except requests.Timeout as error:
            raise TimedOut() from error
        except (requests.RequestException, OSError, HTTPError) as error:
            raise Unreachable(type(error).__name__) from error


def _read(answer: requests.Response, most: int) -> bytes:
    """Raises `requests.Timeout` where it takes too long."""
    until, content = time.monotonic() + ANSWER_S, b""
    while len(content) < most:
        piece = answer.raw.read1(most - len(content), decode_content=True)
        if not piece:
            break
        content += piece
        if time.monotonic() > until:
            raise requests.Timeout("the answer drips")
    return content


def submission_url(address: str) -> str:
    """Raises `InsecureServer` for plain http to another machine, `WrongAnswer` for no address."""
    url = address.strip().rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise WrongAnswer("not an address")
    if parts.scheme == "http" and parts.hostname not in _LOCAL_HOSTS:
        raise InsecureServer()
    return url if url.endswith("/submission") else f"{url}/submission"


def _same_host(location: str, url: str) -> str:
    """Where the preflight says that submissions go, as long as it is the same server."""
    there, here = urlsplit(urljoin(url, location)), urlsplit(url)
    is_same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
    return there.geturl() if location and is_same else url


def server_name(url: str) -> str:
    return _KEY_IN_PATH.sub("/key/…", url)


def multipart(
    xml: bytes, attachments: Sequence[Attachment], is_last: bool = True
) -> tuple[bytes, str]:
    """The body and its content type, the instance first.

    A file's part is called as the file: ODK Central knows it by that name alone.
    """
    fields: dict[str, Any] = {XML_PART: (f"{XML_PART}.xml", xml, "text/xml")}
    if not is_last:
        fields[INCOMPLETE_PART] = "yes"
    fields |= {each.name: (each.name, each.content, each.media_type) for each in attachments}
    return encode_multipart_formdata(fields)


def meaning(status: int, headers: Mapping[str, str], body: str) -> OdkError:
    message = _message(body)
    if status in _BY_STATUS:
        return _BY_STATUS[status](message, status=status)
    if status == 429 or status >= 500:
        return ServerBusy(message, status=status)
    if 400 <= status < 500:
        return Rejected(message, status=status)
    return WrongAnswer(status=status)


def _message(body: str) -> str:
    """The server's sentence; a page of a proxy is not repeated."""
    if body.startswith("{"):
        return _said_in_json(body)[:MESSAGE_LENGTH_MAX]
    found = _MESSAGE.search(body)
    return html.unescape(found.group(1)).strip()[:MESSAGE_LENGTH_MAX] if found else ""


def _said_in_json(body: str) -> str:
    """As Central's own API answers."""
    try:
        said = json.loads(body).get("message", "")
    except ValueError:
        return ""
    return said.strip() if isinstance(said, str) else ""


class _Token(AuthBase):
    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._credentials.token:
            said = f"{self._credentials.scheme} {self._credentials.token}"
            request.headers["Authorization"] = said
        return request


_BY_STATUS: Mapping[int, type[OdkError]] = {
    401: SignInRefused,
    403: SignInRefused,
    404: NotFound,
    409: Conflict,
    413: PartTooLarge,
}
