"""A server on loopback that answers as ODK Central or as KoboToolbox does."""

import base64
import hashlib
import threading
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from xml.etree import ElementTree

import openpyxl

RECEIVED = (
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    "<message>{}</message></OpenRosaResponse>"
)
OPENROSA = "http://openrosa.org/xforms"
XML_PART = "xml_submission_file"
PASSWORD = "sécret 电池"
JSON = "application/json; charset=utf-8"
REALM, NONCE = "DJANGO", "4d1a"
SILENT_S = 20
DRIP_S = 0.05


class FakeOpenRosa(ThreadingHTTPServer):
    """`kind` is central or kobo; `script` are statuses to answer first, or what else is done."""

    daemon_threads = True

    def __init__(self, kind="central", limit=10_000_000, auth="basic"):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kind, self.limit, self.auth = kind, limit, auth
        self.script = []
        self.instances = {}
        self.files = {}
        self.posts = []
        self.dropped = []
        """Files that the instance does not name: Central takes no notice of them."""
        self.awaited = set()
        """Instances of which a part said that more will come."""
        self.forms = None
        """(id, name, version) of each published form; None for a server that knows all forms."""
        self.requests = []
        self.location = ""
        self.released = threading.Event()
        """Ends the silence of a server that has taken a submission and does not answer."""
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self):
        path = "v1/projects/7" if self.kind == "central" else "bureau"
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        if self._is_known():
            said = {"Location": self.server.location} if self.server.location else {}
            self._answer(204, "", **said)

    def do_GET(self):
        if not self._is_known():
            return
        if not self.path.endswith("/formList"):
            self._answer(404, RECEIVED.format("no such page"))
            return
        forms = "".join(
            f"<xform><formID>{form}</formID><name>{name}</name><version>{version}</version>"
            f"<hash>md5:0</hash><downloadUrl>http://x/{form}.xml</downloadUrl></xform>"
            for form, name, version in self.server.forms or ()
        )
        listed = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{forms}</xforms>'
        self._answer(200, listed)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._is_known():
            return
        self.server.requests.append((self.path, dict(self.headers)))
        if "/forms" in self.path:
            self._answer(*self._publish(body), openrosa=False, **{"Content-Type": JSON})
            return
        self.server.posts.append(len(body))
        step = self.server.script.pop(0) if self.server.script else None
        if step == "hang up":
            self.close_connection = True
        elif step == "hang up after":
            self._store(body)
            self.close_connection = True
        elif step == "keeps silent":
            self._store(body)
            self.server.released.wait(SILENT_S)
            self.close_connection = True
        elif step == "drips":
            self._store(body)
            self._drip()
        elif step == "page":
            self._answer(201, "<html>Sign in to the hotel</html>", openrosa=False)
        elif step == "bare":
            self._answer(201, "created")
        elif step is not None:
            self._answer(step, RECEIVED.format(f"answered {step}"))
        elif len(body) > self.server.limit:
            self._answer(413, "<html>nginx</html>", openrosa=False)
        else:
            self._answer(*self._store(body))

    def _drip(self):
        """An answer that never ends, each byte of which comes in time."""
        self.send_response(201)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            while not self.server.released.wait(DRIP_S):
                self.wfile.write(b"<")
        except OSError:
            self.close_connection = True

    def _is_known(self):
        """In OpenRosa's words, and signed in; Central answers 400 and 401 else."""
        if "/forms" not in self.path and not _is_openrosa(self.headers):
            self._answer(400, RECEIVED.format("X-OpenRosa-Version or Date is missing"))
            return False
        said = self.headers.get("Authorization", "")
        if self.server.auth == "digest":
            if _digest_fits(said, self.command, self.path):
                return True
            challenge = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'
            self._answer(401, "", **{"WWW-Authenticate": challenge})
            return False
        basic = base64.b64encode(f"bureau:{PASSWORD}".encode()).decode()
        wanted = {"basic": f"Basic {basic}", "token": "Token abc", "none": ""}
        if said == wanted[self.server.auth]:
            return True
        self._answer(401, RECEIVED.format("who?"), **{"WWW-Authenticate": "Basic"})
        return False

    def _publish(self, workbook):
        """As Central does: a form is created once, later versions go through a draft."""
        if self.server.kind != "central":
            return 404, '{"message": "no such page"}'
        server, path = self.server, self.path.partition("?")[0]
        server.forms = server.forms or []
        if path.endswith("/draft"):
            server.draft = _identity(workbook)
        elif path.endswith("/publish"):
            if server.draft in server.forms:
                return 409, '{"message": "a version of it is there", "code": 409.6}'
            server.forms.append(server.draft)
        else:
            form = _identity(workbook)
            if any(known[0] == form[0] for known in server.forms):
                return 409, '{"message": "it is there", "code": 409.3}'
            server.forms.append(form)
        return 200, '{"success": true}'

    def _store(self, body):
        """As each of them does: Central takes an instance once and compares its XML."""
        try:
            named, is_last = _parts_of(self.headers["Content-Type"], body)
            xml = named.pop(XML_PART).decode()
            root = ElementTree.fromstring(xml)
            instance = root.find(f"{{{OPENROSA}}}meta/{{{OPENROSA}}}instanceID").text
        except (KeyError, ValueError, AttributeError, ElementTree.ParseError) as error:
            return 400, RECEIVED.format(f"not a submission: {error}")
        asked = (root.get("id"), root.get("version"))
        forms = self.server.forms
        if forms is not None and asked not in [(form, version) for form, _, version in forms]:
            return 404, RECEIVED.format(f"no form {asked[0]} {asked[1]}")
        known = self.server.instances.setdefault(instance, xml)
        if known != xml:
            return 409, RECEIVED.format("there is another one")
        wanted = {each.text for each in root.iter() if each.text}
        self.server.dropped += sorted(named.keys() - wanted)
        (self.server.awaited.discard if is_last else self.server.awaited.add)(instance)
        known_files = self.server.files
        new = {name: named[name] for name in named.keys() & wanted if name not in known_files}
        self.server.files |= new
        is_first = len(self.server.posts) == 1 or bool(new)
        status = 202 if self.server.kind == "kobo" and not is_first else 201
        return status, RECEIVED.format("full submission upload was successful!")

    def _answer(self, status, body, openrosa=True, **headers):
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if openrosa:
            self.send_header("X-OpenRosa-Version", "1.0")
            self.send_header("X-OpenRosa-Accept-Content-Length", str(self.server.limit))
            self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _is_openrosa(headers):
    """OpenRosa 1.0, HTTP Request API: both are a must, the date as RFC 1123 has it."""
    try:
        said_at = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return False
    return headers.get("X-OpenRosa-Version") == "1.0" and said_at.tzinfo is not None


def _parts_of(content_type, body):
    """Each file by the name of its part, as Central finds it, and whether no more will come."""
    if not content_type.startswith("multipart/form-data; boundary="):
        raise ValueError(content_type)
    head = b"Content-Type: " + content_type.encode() + b"\r\n\r\n"
    named, is_last = {}, True
    for part in message_from_bytes(head + body).get_payload():
        name = part.get_param("name", header="Content-Disposition")
        content = part.get_payload(decode=True)
        if name == "*isIncomplete*":
            is_last = content != b"yes"
        elif name in named or not part.get_filename():
            raise ValueError(f"{name} is there twice, or is no file")
        elif name == XML_PART and part.get_content_type() != "text/xml":
            raise ValueError(part.get_content_type())
        elif name != XML_PART and part.get_filename() != name:
            raise ValueError(f"{name} is called {part.get_filename()}")
        else:
            named[name] = content
    return named, is_last


def _identity(workbook):
    settings = openpyxl.load_workbook(BytesIO(workbook))["settings"]
    heads, cells = ([cell.value for cell in row] for row in settings.iter_rows(max_row=2))
    said = dict(zip(heads, cells, strict=True))
    return said["form_id"], said["form_title"], said["version"]


def _digest_fits(said, method, path):
    """RFC 7616 with qop=auth, MD5, as older servers have it."""
    if not said.startswith("Digest "):
        return False
    pairs = (each.strip().split("=", 1) for each in said.removeprefix("Digest ").split(", "))
    known = {name: value.strip('"') for name, value in pairs}

    def md5(text):
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    first, second = md5(f"bureau:{REALM}:{PASSWORD}"), md5(f"{method}:{path}")
    middle = f"{NONCE}:{known['nc']}:{known['cnonce']}:{known['qop']}"
    return known["response"] == md5(f"{first}:{middle}:{second}")
