"""LTI Assignment and Grade Services 2.0: a line item and scores, on any platform.

The client authenticates by a JWT that it signs with the tool's private key. Of what it sends only
`FullyGraded` counts on every platform; what waits for a reader is sent as such, without points.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import Field

from autograder.exporters.push.http import Client, PushError, Sleep, Unanswered, checked_url
from autograder.records.assignment import Settings
from autograder.records.errors import ConfigError
from autograder.records.grades import Grades, StudentGrade

Clock = Callable[[], datetime]

_LTI = "https://purl.imsglobal.org/spec/lti-ags/scope"
_MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (f"{_LTI}/lineitem", f"{_LTI}/score", f"{_LTI}/result.readonly", _MEMBERS)
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE = "application/vnd.ims.lis.v1.score+json"
_RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
_MEMBERSHIP = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_CANVAS = "https://canvas.instructure.com/lti/submission"
_TICK = timedelta(milliseconds=1)
_TRIES = 3


class Platform(Settings):
    """A platform as its registration of the tool tells it: a TOML file."""

    client_id: str
    token_url: str
    lineitems_url: str = Field(description="of the course's line items")
    members_url: str = Field(description="of the course's names and roles")
    key_file: str = Field(description="the tool's private RSA key, PEM; beside the TOML file")
    key_id: str = Field("", description="as in the tool's published key set")
    audience: str = Field("", description="of the signed JWT; the token's address if left out")
    canvas: bool = Field(
        False, description="say that a push is not a new attempt, in Canvas's words"
    )


@dataclass(frozen=True)
class AgsScore:
    """What is sent for one student; `given` is None while a reader has not finished."""

    student: str
    user: str
    given: float | None
    maximum: float
    comment: str
    handed_in: datetime | None = None


@dataclass(frozen=True)
class ScorePlan:
    """What a push would do.

    Attributes:
        item: Address of the line item; None if one has to be made.
        scores: To be sent.
        same: Keys of rows that the platform holds already.
        without: Why a student is left out, by key of the row.
    """

    item: str | None
    scores: tuple[AgsScore, ...]
    same: tuple[str, ...]
    without: Mapping[str, str]


class Ags:
    """The services of one course.

    Args:
        platform: Where they are.
        key: The tool's private key, PEM.
        clock: The time, UTC.
        sleep: Waits some seconds.
        last: The latest time stamp of an earlier push; later ones are greater.

    Raises:
        ConfigError: If the key is none.
        PushError: If the platform gives no token.
    """

    def __init__(
        self,
        platform: Platform,
        key: str,
        *,
        clock: Clock = lambda: datetime.now(UTC),
        sleep: Sleep = time.sleep,
        last: datetime | None = None,
    ) -> None:
        self._platform = platform
        self._clock = clock
        self.last = last
        token_url = checked_url(platform.token_url)
        try:
            loaded = RSAKey.import_key(key)
        except (JoseError, ValueError, TypeError) as error:
            raise ConfigError("The key file holds no private RSA key in PEM form.") from error
        header = {"kid": platform.key_id} if platform.key_id else None
        session = OAuth2Session(
            platform.client_id,
            loaded,
            scope=" ".join(SCOPES),
            token_endpoint_auth_method=PrivateKeyJWT(
                platform.audience or token_url, headers=header
            ),
            default_timeout=60,
        )
        self._client = Client(platform.lineitems_url, session, sleep=sleep)
        self._members = Client(platform.members_url, session, sleep=sleep)
        try:
            session.fetch_token(token_url, grant_type="client_credentials")
        except (OAuthError, OSError, ValueError) as error:
            raise PushError(
                f"{token_url} gives no token ({error}); check client_id, key and key_id against "
                "the tool's registration."
            ) from error

    def plan(self, grades: Grades) -> ScorePlan:
        """Compare the class with what the platform holds; changes nothing."""
        item = self._find(grades)
        held = self._results(item) if item is not None else {}
        members = list(self._paged(self._members, self._platform.members_url, _MEMBERSHIP))
        scores, same, without = [], [], {}
        for row in grades.students:
            user = _user(row, members)
            if user is None:
                without[row.student] = "no member of the course has this id or mail address"
            elif row.excused:
                without[row.student] = "excused, for which the services have no word"
            elif row.total is None:
                without[row.student] = "there is no total yet"
            else:
                score = _score(row, user, grades)
                if score.given is not None and _same(score, held.get(user)):
                    same.append(row.student)
                else:
                    scores.append(score)
        return ScorePlan(item, tuple(scores), tuple(same), without)

    def line_item(self, grades: Grades) -> str:
        """Address of the assignment's line item, made if there is none."""
        found = self._find(grades)
        if found is not None:
            return found
        content = {
            "label": grades.title,
            "scoreMaximum": grades.possible,
            "resourceId": grades.assignment,
            "tag": "grade",
        }
        # Made twice it would be two columns: after a broken connection the next push looks first.
        response = self._client.request(
            "POST",
            self._platform.lineitems_url,
            safe=False,
            data=json.dumps(content),
            headers={"Content-Type": _ITEM, "Accept": _ITEM},
        )
        return str(response.json()["id"])

    def send(self, item: str, score: AgsScore) -> None:
        """Send one score.

        Raises:
            PushError: If the platform refuses, or holds a newer one.
        """
        content: dict[str, Any] = {
            "userId": score.user,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded" if score.given is not None else "PendingManual",
        }
        if score.given is not None:
            content |= {"scoreGiven": score.given, "scoreMaximum": score.maximum}
        if score.handed_in is not None:
            content["submission"] = {"submittedAt": _moment(score.handed_in)}
        if score.comment:
            content["comment"] = score.comment
        if self._platform.canvas:
            content[_CANVAS] = {"new_submission": False}
        address, mark, query = item.partition("?")
        for turn in range(_TRIES):
            try:
                self._client.request(
                    "POST",
                    f"{address}/scores{mark}{query}",
                    # The same time stamp twice is refused, should the first have arrived.
                    safe=False,
                    data=json.dumps({**content, "timestamp": self._timestamp()}),
                    headers={"Content-Type": _SCORE},
                )
            except Unanswered:
                if turn == _TRIES - 1:
                    raise
            else:
                return

    def _timestamp(self) -> str:
        """Now, and later than every one before, whatever the clock does."""
        now = self._clock()
        self.last = now if self.last is None or now > self.last else self.last + _TICK
        return _moment(self.last)

    def _find(self, grades: Grades) -> str | None:
        query = {"resource_id": grades.assignment, "tag": "grade"}
        for item in self._paged(self._client, self._platform.lineitems_url, _ITEMS, query):
            # Platforms may leave the filter aside.
            if (item.get("resourceId"), item.get("tag")) == (grades.assignment, "grade"):
                return str(item["id"])
        return None

    def _results(self, item: str) -> dict[str, Mapping[str, Any]]:
        address, mark, query = item.partition("?")
        entries = self._paged(self._client, f"{address}/results{mark}{query}", _RESULTS)
        return {str(entry["userId"]): entry for entry in entries}

    def _paged(
        self, client: Client, url: str, accept: str, query: Mapping[str, str] | None = None
    ) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        address: str | None = url
        while address is not None:
            response = client.request("GET", address, params=query, headers={"Accept": accept})
            content = response.json()
            found += content["members"] if isinstance(content, dict) else content
            address, query = response.links.get("next", {}).get("url"), None
        return found


def read_key(path: Path) -> str:
    """A private key from its file.

    Raises:
        ConfigError: If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"The private key {path} cannot be read ({error.strerror}).") from error


def _moment(when: datetime) -> str:
    """A time in ISO 8601, UTC, with parts of a second, as every platform reads it."""
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _user(row: StudentGrade, members: list[Mapping[str, Any]]) -> str | None:
    """The platform's id of a student, by institution's number first, then by mail address."""
    for key, known in (
        ("lis_person_sourcedid", (row.sis_id, row.student_id)),
        ("email", (row.email,)),
    ):
        found = {str(one["user_id"]) for one in members if one.get(key) and one[key] in known}
        if len(found) == 1:
            return found.pop()
    return None


def _score(row: StudentGrade, user: str, grades: Grades) -> AgsScore:
    waiting = any(row.points.get(question.id) is None for question in grades.questions)
    given = None if waiting and row.points else row.total
    return AgsScore(row.student, user, given, grades.possible, row.comment, row.handed_in)


def _same(score: AgsScore, held: Mapping[str, Any] | None) -> bool:
    if held is None or held.get("resultScore") is None or score.given is None:
        return False
    # A platform may keep it on a scale of its own.
    most, ours = float(held.get("resultMaximum") or 0) or 1.0, score.maximum or 1.0
    close = abs(float(held["resultScore"]) / most - score.given / ours) < 1e-6
    return close and str(held.get("comment") or "") == score.comment
