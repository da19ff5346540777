"""Push to Canvas by token: grade, comment and file of a submission in one pass."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from autograder.exporters.push.http import (
    Bearer,
    Client,
    PushError,
    Sleep,
    Unanswered,
    is_loopback,
)
from autograder.exporters.sheet import number
from autograder.records.grades import Grades, StudentGrade

EXCUSED = "EX"
_PAGE = 100


@dataclass(frozen=True)
class Held:
    """A submission as Canvas holds it.

    Attributes:
        user: Canvas's user id.
        sis_id: SIS id of the student; empty if there is none.
        login: Login of the student.
        grade: Points before Canvas's own late policy, `EX`, or empty.
        comments: Texts of its comments.
    """

    user: str
    sis_id: str
    login: str
    grade: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class PushedChange:
    """What would become of one student's submission.

    Attributes:
        student: Key of the row.
        user: Canvas's user id.
        old: The grade that Canvas holds.
        new: The grade to set; None where it is the same already.
        comment: The comment to add with its mark; None where it stands there already.
        file: The page to attach to the comment.
    """

    student: str
    user: str
    old: str
    new: str | None
    comment: str | None
    file: bytes | None

    @property
    def empty(self) -> bool:
        """Whether nothing is left to do."""
        return self.new is None and self.comment is None

    def __str__(self) -> str:
        parts = [f"{self.old or 'no grade'} -> {self.new}"] if self.new is not None else []
        if self.comment is not None:
            parts.append("comment with file" if self.file is not None else "comment")
        return f"{self.student}: {', '.join(parts) or 'unchanged'}"


@dataclass(frozen=True)
class Plan:
    """What a push would do.

    Attributes:
        changes: One a student, those without anything to do included.
        without: Why a student is left out, by key of the row.
    """

    changes: tuple[PushedChange, ...]
    without: Mapping[str, str]


class Canvas:
    """One assignment of one course in Canvas.

    Args:
        url: Address of Canvas.
        token: Access token of a person who may grade there; it is sent to this host only.
        course: Id of the course.
        assignment: Id of the assignment.
        sleep: Waits some seconds.
    """

    def __init__(
        self, url: str, token: str, course: str, assignment: str, *, sleep: Sleep = time.sleep
    ) -> None:
        session = requests.Session()
        session.auth = Bearer(token)
        self._client = Client(url, session, sleep=sleep)
        self._path = f"/api/v1/courses/{course}/assignments/{assignment}/submissions"

    def held(self) -> Iterator[Held]:
        """Every submission of the assignment, page by page."""
        url: str | None = self._path
        query: Any = {"per_page": _PAGE, "include[]": ["submission_comments", "user"]}
        while url is not None:
            response = self._client.request("GET", url, params=query)
            yield from (_held(entry) for entry in response.json())
            # The next page's address has the query in it.
            url, query = response.links.get("next", {}).get("url"), None

    def plan(self, grades: Grades, pages: Mapping[str, bytes] | None = None) -> Plan:
        """Compare the class with what Canvas holds; changes nothing.

        Args:
            grades: The class.
            pages: Feedback by key of the row, attached to the comment.
        """
        held = list(self.held())
        by_id = {one.user: one for one in held}
        by_sis = {one.sis_id: one for one in held if one.sis_id}
        by_login = {one.login: one for one in held if one.login}
        changes, without = [], {}
        for row in grades.students:
            one = by_id.get(row.canvas_id) or by_sis.get(row.sis_id) or by_login.get(row.login)
            if one is None:
                without[row.student] = "no id or log-in of it is in the Canvas course"
            elif row.total is None and not row.excused:
                without[row.student] = "there is no total yet"
            else:
                changes.append(_change(row, one, (pages or {}).get(row.student)))
        return Plan(tuple(changes), without)

    def send(self, change: PushedChange) -> None:
        """Make one change: file first, then grade and comment in one request.

        Raises:
            PushError: If Canvas refuses; a second push goes on from there.
        """
        if change.empty:
            return
        form: list[tuple[str, str]] = []
        if change.new is not None:
            excused = change.new == EXCUSED
            key = "submission[excuse]" if excused else "submission[posted_grade]"
            form.append((key, "true" if excused else change.new))
        if change.comment is not None:
            form.append(("comment[text_comment]", change.comment))
            if change.file is not None:
                form.append(("comment[file_ids][]", self._upload(change.user, change.file)))
        # Twice the same grade is one grade, twice a comment is two comments.
        path, safe = f"{self._path}/{change.user}", change.comment is None
        try:
            self._client.request("PUT", path, safe=safe, data=form)
        except Unanswered:
            if not self._arrived(change):
                raise

    def _arrived(self, change: PushedChange) -> bool:
        """Whether a change that broke off has been made after all."""
        query = {"include[]": ["submission_comments", "user"]}
        response = self._client.request("GET", f"{self._path}/{change.user}", params=query)
        now = _held(response.json())
        commented = any(change.comment == text for text in now.comments)
        return commented and change.new in (None, now.grade)

    def _upload(self, user: str, data: bytes) -> str:
        """Bring a file to Canvas's store; returns its id."""
        told = {"name": "feedback.html", "size": str(len(data)), "content_type": "text/html"}
        url = f"{self._path}/{user}/comments/files"
        place = self._client.request("POST", url, data=told).json()
        # The store is another host and has a ticket of its own: the token does not go there.
        store = requests.Session()
        store.trust_env = not is_loopback(place["upload_url"])
        try:
            response = store.post(
                place["upload_url"],
                data=place["upload_params"],
                files={"file": (told["name"], data, "text/html")},
                timeout=60,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise PushError(
                f"The file store cannot be reached ({type(error).__name__}); push again to go on."
            ) from error
        if response.status_code in (301, 302, 303, 201) and "Location" in response.headers:
            confirmed = self._client.request("GET", response.headers["Location"])
            return str(confirmed.json()["id"])
        if not response.ok:
            raise PushError(f"The file store refuses the file ({response.status_code}).")
        return str(response.json()["id"])


def _held(entry: Mapping[str, Any]) -> Held:
    user = entry.get("user") or {}
    score = entry.get("entered_score", entry.get("score"))
    grade = EXCUSED if entry.get("excused") else "" if score is None else number(float(score))
    return Held(
        user=str(entry["user_id"]),
        sis_id=str(user.get("sis_user_id") or ""),
        login=str(user.get("login_id") or ""),
        grade=grade,
        comments=tuple(
            str(comment.get("comment") or "") for comment in entry.get("submission_comments") or ()
        ),
    )


def _change(row: StudentGrade, held: Held, page: bytes | None) -> PushedChange:
    wanted = EXCUSED if row.excused else number(row.total or 0.0)
    text = row.comment or ("Feedback is attached." if page is not None else "")
    comment = None
    if text:
        # The mark says what was sent: it finds the comment again, and a new text is a new comment.
        mark = hashlib.sha256(text.encode() + b"\0" + (page or b"")).hexdigest()[:10]
        if not any(f"[{mark}]" in said for said in held.comments):
            comment = f"{text}\n\n[{mark}]"
    return PushedChange(
        student=row.student,
        user=held.user,
        old=held.grade,
        new=wanted if wanted != held.grade else None,
        comment=comment,
        file=page if comment is not None else None,
    )
