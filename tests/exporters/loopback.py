"""Platforms of ours on this machine's loopback: a Canvas of one course, and an LTI platform."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

Answer = tuple[int, dict[str, str], Any]


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@contextmanager
def serving(answer: Callable[[Seen], Answer | None]) -> Iterator[str]:
    """Serve on a free port; an answer of None breaks the connection off."""

    class Handler(BaseHTTPRequestHandler):
        def _all(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            seen = Seen(
                self.command,
                parts.path,
                parse_qs(parts.query),
                {k.lower(): v for k, v in self.headers.items()},
                self.rfile.read(length),
            )
            given = answer(seen)
            if given is None:
                self.close_connection = True
                return
            status, headers, content = given
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    for method in ("GET", "POST", "PUT"):
        setattr(Handler, f"do_{method}", Handler._all)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class FakeCanvas:
    """A Canvas that keeps grades and comments, by its own rules.

    `faults` are answered first, one a request that is not for a file: `(status, headers, text)`,
    or None to break off, after the change was made if `late` is set.
    """

    token: str = "s3cret"
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    faults: list[Answer | None] = field(default_factory=list)
    late: bool = False
    page: int = 2
    base: str = ""
    store: str = ""

    def add(self, user: str, sis_id: str = "", login: str = "", **more: Any) -> None:
        self.users[user] = {
            "user_id": int(user),
            "entered_score": None,
            "score": None,
            "excused": False,
            "submission_comments": [],
            "user": {"id": int(user), "sis_user_id": sis_id or None, "login_id": login or None},
            **more,
        }

    def __call__(self, seen: Seen) -> Answer | None:
        if seen.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, {"errors": [{"message": "Invalid access token."}]}
        if self.faults:
            fault = self.faults.pop(0)
            if fault is not None or not self.late:
                return fault
            self._answer(seen)
            return None
        return self._answer(seen)

    def _answer(self, seen: Seen) -> Answer:
        root = "/api/v1/courses/1/assignments/2/submissions"
        self.log.append(f"{seen.method} {seen.path.removeprefix('/api/v1')}")
        calm = {"X-Rate-Limit-Remaining": "600"}
        if seen.path.startswith("/api/v1/files/"):
            return 200, calm, {"id": int(seen.path.rsplit("/", 1)[1])}
        if not seen.path.startswith(root):
            return 404, {}, {"errors": []}
        rest = seen.path.removeprefix(root).strip("/").split("/")
        if rest == [""]:
            number = int(seen.query.get("page", ["1"])[0])
            all_ = list(self.users.values())
            chosen = all_[(number - 1) * self.page : number * self.page]
            more = number * self.page < len(all_)
            link = {"Link": f'<{self.base}{root}?page={number + 1}>; rel="next"'} if more else {}
            return 200, {**calm, **link}, chosen
        one = self.users[rest[0]]
        if rest[1:] == ["comments", "files"]:
            url = f"{self.store}/upload"
            return 200, calm, {"upload_url": url, "upload_params": {"ticket": "t"}}
        if seen.method == "PUT":
            self._put(one, seen.form())
        return 200, calm, one

    def _put(self, one: dict[str, Any], form: list[tuple[str, str]]) -> None:
        fields = dict(form)
        if "submission[posted_grade]" in fields:
            one["entered_score"] = one["score"] = float(fields["submission[posted_grade]"])
        if fields.get("submission[excuse]") == "true":
            one["excused"] = True
        if "comment[text_comment]" in fields:
            given = [value for key, value in form if key == "comment[file_ids][]"]
            entry = {"comment": fields["comment[text_comment]"], "files": given}
            one["submission_comments"].append(entry)

    def stored(self, seen: Seen) -> Answer:
        """The file store, another host that must never see the token."""
        assert "authorization" not in seen.headers
        id_ = str(len(self.files) + 1)
        self.files[id_] = seen.body
        return 201, {"Location": f"{self.base}/api/v1/files/{id_}"}, {}


@dataclass
class FakePlatform:
    """An LTI platform that is as strict as the specification lets it be."""

    key: Any
    members: list[dict[str, Any]]
    client_id: str = "tool-1"
    base: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    scores: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Answer | None] = field(default_factory=list)
    jtis: set[str] = field(default_factory=set)
    late: bool = False

    def __call__(self, seen: Seen) -> Answer | None:
        if seen.path == "/token":
            return self._token(dict(seen.form()))
        if seen.headers.get("authorization") != "Bearer granted":
            return 401, {}, {}
        if self.faults and seen.method == "POST":
            fault = self.faults.pop(0)
            if fault is None and self.late:
                self._answer(seen)
            return fault
        return self._answer(seen)

    def _token(self, form: dict[str, str]) -> Answer:
        public = RSAKey.import_key(self.key.as_dict(private=False))
        claims = jwt.decode(form["client_assertion"], public, algorithms=["RS256"]).claims
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        right = (
            form["grant_type"] == "client_credentials"
            and form["client_assertion_type"] == kind
            and claims["iss"] == claims["sub"] == self.client_id
            and claims["aud"] == f"{self.base}/token"
            and claims["exp"] > time.time()
            and claims["jti"] not in self.jtis
        )
        if not right:
            return 400, {}, {"error": "invalid_client"}
        self.jtis.add(claims["jti"])
        granted = {"access_token": "granted", "token_type": "Bearer", "expires_in": 3600}
        return 200, {}, {**granted, "scope": form["scope"]}

    def _answer(self, seen: Seen) -> Answer:
        if seen.path == "/members":
            return 200, {}, {"id": "x", "members": self.members}
        if seen.path == "/items" and seen.method == "GET":
            return 200, {}, self.items
        if seen.path == "/items":
            if seen.headers["content-type"] != "application/vnd.ims.lis.v2.lineitem+json":
                return 415, {}, {}
            item = {**json.loads(seen.body), "id": f"{self.base}/items/{len(self.items) + 1}?c=1"}
            self.items.append(item)
            return 201, {}, item
        if seen.path.endswith("/results"):
            return 200, {}, list(self.results.values())
        if seen.path.endswith("/scores") and seen.query == {"c": ["1"]}:
            return self._score(seen)
        return 404, {}, {}

    def _score(self, seen: Seen) -> Answer:
        if seen.headers["content-type"] != "application/vnd.ims.lis.v1.score+json":
            return 415, {}, {}
        score = json.loads(seen.body)
        user = score["userId"]
        if "." not in score["timestamp"]:
            return 400, {}, {"error": "no parts of a second"}
        if score["timestamp"] <= self.times.get(user, ""):
            return 409, {}, {}
        self.times[user] = score["timestamp"]
        self.scores.append(score)
        if score["gradingProgress"] == "FullyGraded":
            self.results[user] = {
                "userId": user,
                "resultScore": score["scoreGiven"],
                "resultMaximum": score["scoreMaximum"],
                "comment": score.get("comment", ""),
            }
        return 204, {}, b""
