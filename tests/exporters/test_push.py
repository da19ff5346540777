"""Grades pushed into platforms on loopback: what arrives, once, and what is never sent."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters.push.ags import Ags, Platform
from autograder.exporters.push.canvas import Canvas
from autograder.exporters.push.http import PushError, checked_url, read_token
from autograder.records.errors import ConfigError
from autograder.records.grades import dumps
from tests.exporters.loopback import FakeCanvas, FakePlatform, serving
from tests.exporters.small_class import STUDENTS, grades

PAGE = b"<html>feedback</html>"


@pytest.fixture
def fake() -> Iterator[FakeCanvas]:
    """A Canvas whose course has four of the five students, and a stranger."""
    canvas = FakeCanvas()
    canvas.add("101", "S007", "ada")
    canvas.add("102", "S008", "ben", entered_score=0.0, score=0.0)
    canvas.add("103", "S009", "=chloe", entered_score=9.0, score=8.1)
    canvas.add("105", "S011", "elif")
    canvas.add("199", "S199", "nora", entered_score=3.0, score=3.0)
    with ExitStack() as stack:
        canvas.base = stack.enter_context(serving(canvas))
        canvas.store = stack.enter_context(serving(canvas.stored))
        yield canvas


def client(fake: FakeCanvas, waits: list[float] | None = None) -> Canvas:
    sleep = (waits if waits is not None else []).append
    return Canvas(fake.base, fake.token, "1", "2", sleep=sleep)


def push(fake: FakeCanvas, pages: dict[str, bytes] | None = None) -> None:
    canvas = client(fake)
    for change in canvas.plan(grades(), pages).changes:
        canvas.send(change)


def test_a_plan_says_everything_and_changes_nothing(fake: FakeCanvas) -> None:
    before = json.dumps(fake.users)
    plan = client(fake).plan(grades(), {"ada": PAGE})
    assert [str(change) for change in plan.changes] == [
        "ada: no grade -> 8.68, comment with file",
        "ben: unchanged",
        "chloe: 9 -> 10.5",
        "elif: no grade -> EX",
    ]
    assert plan.without == {"davit": "no id or log-in of it is in the Canvas course"}
    assert json.dumps(fake.users) == before
    assert {line.split()[0] for line in fake.log} == {"GET"}


def test_grade_comment_and_file_arrive_in_one_request(fake: FakeCanvas) -> None:
    push(fake, {"ada": PAGE})
    ada = fake.users["101"]
    assert ada["entered_score"] == 8.68
    assert len(ada["submission_comments"]) == 1
    assert ada["submission_comments"][0]["comment"].startswith("=Well done")
    assert PAGE in fake.files[ada["submission_comments"][0]["files"][0]]
    assert sum(line.startswith("PUT") and line.endswith("/101") for line in fake.log) == 1
    assert fake.users["105"]["excused"] is True
    assert fake.users["199"]["score"] == 3.0


def test_a_second_push_does_nothing(fake: FakeCanvas) -> None:
    push(fake, {"ada": PAGE})
    fake.log.clear()
    push(fake, {"ada": PAGE})
    assert not [line for line in fake.log if not line.startswith("GET")]


def test_a_new_page_is_a_new_comment(fake: FakeCanvas) -> None:
    push(fake, {"ada": PAGE})
    push(fake, {"ada": PAGE + b"2"})
    assert len(fake.users["101"]["submission_comments"]) == 2


def test_canvass_own_late_deduction_is_not_undone(fake: FakeCanvas) -> None:
    fake.add("103", "S009", "=chloe", entered_score=10.5, score=9.45)
    chloe = client(fake).plan(grades()).changes[2]
    assert chloe.empty


def test_rate_limits_are_obeyed(fake: FakeCanvas) -> None:
    waits: list[float] = []
    fake.faults = [
        (403, {}, b"403 Forbidden (Rate Limit Exceeded)"),
        (429, {"Retry-After": "7"}, b""),
        (503, {}, b""),
    ]
    assert client(fake, waits).plan(grades()).changes
    assert waits[:3] == [1.0, 7.0, 14.0]
    waits.clear()
    fake.faults = [(200, {"X-Rate-Limit-Remaining": "12.5"}, [])]
    client(fake, waits).plan(grades())
    assert waits == [5.0]


def test_a_canvas_that_stays_busy_is_left_with_a_sentence(fake: FakeCanvas) -> None:
    fake.faults = [(429, {}, b"")] * 20
    with pytest.raises(PushError, match="stays busy"):
        client(fake).plan(grades())


@pytest.mark.parametrize("late", [True, False])
def test_a_connection_that_breaks_off_never_doubles_a_comment(fake: FakeCanvas, late: bool) -> None:
    canvas = client(fake)
    change = canvas.plan(grades()).changes[0]
    fake.faults, fake.late = [None], late
    if late:
        canvas.send(change)
    else:
        with pytest.raises(PushError, match="broke off"):
            canvas.send(change)
        canvas.send(canvas.plan(grades()).changes[0])
    assert len(fake.users["101"]["submission_comments"]) == 1
    assert canvas.plan(grades()).changes[0].empty


def test_a_wrong_token_is_said_without_saying_it(fake: FakeCanvas) -> None:
    with pytest.raises(PushError, match="token is wrong or has expired") as told:
        Canvas(fake.base, "hunter2", "1", "2").plan(grades())
    assert "hunter2" not in str(told.value)


def test_a_next_page_on_another_host_does_not_get_the_token(fake: FakeCanvas) -> None:
    link = {"Link": '<https://elsewhere.example/x>; rel="next"'}
    fake.faults = [(200, link, [])]
    with pytest.raises(PushError, match="another host"):
        client(fake).plan(grades())


def test_a_token_travels_encrypted_or_not_at_all() -> None:
    assert checked_url("https://canvas.example/") == "https://canvas.example"
    for url in ("http://canvas.example", "canvas.example", "ftp://canvas.example"):
        with pytest.raises(ConfigError, match="clear text"):
            checked_url(url)


def test_a_token_is_read_from_the_environment_or_a_closed_file(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CANVAS_TOKEN", "abc\n")
    assert read_token("CANVAS_TOKEN", None) == "abc"
    monkeypatch.delenv("CANVAS_TOKEN")
    with pytest.raises(ConfigError, match="never typed on the command line"):
        read_token("CANVAS_TOKEN", None)
    file = tmp_path / "token"
    file.write_text("abc\n")
    file.chmod(0o600)
    assert read_token("CANVAS_TOKEN", file) == "abc"
    if os.name == "posix":
        file.chmod(0o644)
        with pytest.raises(ConfigError, match="chmod 600"):
            read_token("CANVAS_TOKEN", file)


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_shows_first_and_sends_when_told(fake, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CANVAS_TOKEN", fake.token)
    (tmp_path / "grades.json").write_text(dumps(grades()))
    command = ("push", "canvas", tmp_path / "grades.json", "--url", fake.base)
    ids = ("--course", "1", "--assignment", "2")
    shown = run(*command, *ids)
    assert shown.exit_code == 0, shown.exception
    assert "3 to send; nothing was changed" in shown.output
    assert fake.users["101"]["score"] is None
    sent = run(*command, *ids, "--send")
    assert "3 sent; 1 unchanged" in sent.output
    assert fake.users["101"]["score"] == 8.68
    assert "0 sent; 4 unchanged" in run(*command, *ids, "--send").output
    assert fake.token not in shown.output + sent.output


def test_the_command_attaches_the_pages_that_feedback_made(fake, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CANVAS_TOKEN", fake.token)
    (tmp_path / "grades.json").write_text(dumps(grades()))
    (tmp_path / "feedback").mkdir()
    (tmp_path / "feedback/ben.html").write_bytes(PAGE)
    done = run(
        *("push", "canvas", tmp_path / "grades.json", "--url", fake.base, "--course", "1"),
        *("--assignment", "2", "--feedback", "--send"),
    )
    assert done.exit_code == 0, done.exception
    (comment,) = fake.users["102"]["submission_comments"]
    assert comment["comment"].startswith("Feedback is attached.")
    assert PAGE in fake.files[comment["files"][0]]


# LTI AGS 2.0


def full() -> Any:
    """The class with every question graded."""
    points = {"q2": 4.0, "q10": 4.0, "w1": 0.675}
    return grades({"points": points, "handed_in": "2026-11-27T23:59:00+01:00"})


@pytest.fixture(scope="module")
def key() -> RSAKey:
    """The tool's key."""
    return RSAKey.generate_key(2048, private=True)


@pytest.fixture
def platform(key: RSAKey) -> Iterator[FakePlatform]:
    """A platform that knows all students but Chloé, one of them by mail address alone."""
    members = [
        {"user_id": f"u{n}", "email": row["email"], "lis_person_sourcedid": row["sis_id"]}
        for n, row in enumerate(STUDENTS)
        if row["student"] != "chloe"
    ]
    del members[1]["lis_person_sourcedid"]
    fake = FakePlatform(key, members)
    with serving(fake) as fake.base:
        yield fake


def tool(fake: FakePlatform, key: RSAKey, **more: Any) -> Ags:
    settings = Platform(
        client_id=more.pop("client_id", "tool-1"),
        token_url=f"{fake.base}/token",
        lineitems_url=f"{fake.base}/items",
        members_url=f"{fake.base}/members",
        key_file="key.pem",
        key_id="k1",
    )
    pem = key.as_pem(private=True).decode()
    return Ags(settings, pem, sleep=lambda _: None, **more)


def send_all(client: Ags, known: Any) -> None:
    plan = client.plan(known)
    if plan.scores:
        item = client.line_item(known)
        for score in plan.scores:
            client.send(item, score)


def test_scores_arrive_at_a_line_item_of_ours(platform, key) -> None:
    client = tool(platform, key)
    plan = client.plan(full())
    assert plan.item is None
    assert platform.items == platform.scores == []
    send_all(client, full())
    (item,) = platform.items
    assert {name: item[name] for name in ("label", "scoreMaximum", "resourceId", "tag")} == {
        "label": "Lab 1",
        "scoreMaximum": 10.0,
        "resourceId": "lab1",
        "tag": "grade",
    }
    assert platform.results["u0"]["resultScore"] == 8.675
    assert platform.results["u1"]["resultScore"] == 0.0
    times = {score["userId"]: score.get("submission") for score in platform.scores}
    assert times == {"u0": {"submittedAt": "2026-11-27T22:59:00.000000Z"}, "u1": None}
    assert plan.without == {
        "chloe": "no member of the course has this id or mail address",
        "davit": "there is no total yet",
        "elif": "excused, for which the services have no word",
    }


def test_a_second_push_of_scores_does_nothing(platform, key) -> None:
    send_all(tool(platform, key), full())
    count = len(platform.scores)
    again = tool(platform, key)
    assert again.plan(full()).same == ("ada", "ben")
    send_all(again, full())
    assert (len(platform.scores), len(platform.items)) == (count, 1)


def test_only_a_finished_grade_counts(platform, key) -> None:
    send_all(tool(platform, key), grades())
    ada = next(score for score in platform.scores if score["userId"] == "u0")
    assert ada["gradingProgress"] == "PendingManual"
    assert "scoreGiven" not in ada
    assert "u0" not in platform.results


def test_time_stamps_grow_though_the_clock_stands_still_or_goes_back(platform, key) -> None:
    moment = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
    client = tool(platform, key, clock=lambda: moment)
    send_all(client, full())
    times = [score["timestamp"] for score in platform.scores]
    assert times == sorted(set(times))
    assert all("." in time and time.endswith("Z") for time in times)
    earlier = tool(platform, key, clock=lambda: moment.replace(hour=9), last=client.last)
    send_all(earlier, grades({"points": {"q2": 1.0, "q10": 0.0, "w1": 0.0}, "total": 1.0}))
    assert platform.results["u0"]["resultScore"] == 1.0


def test_a_newer_score_of_somebody_else_is_not_overruled(platform, key) -> None:
    client = tool(platform, key)
    client.line_item(full())
    platform.times["u0"] = "2999-01-01T00:00:00.000Z"
    with pytest.raises(PushError, match="something newer"):
        send_all(client, full())


@pytest.mark.parametrize("late", [True, False])
def test_a_score_whose_answer_was_lost_is_sent_once_more(platform, key, late: bool) -> None:
    client = tool(platform, key)
    item = client.line_item(full())
    platform.faults, platform.late = [None], late
    client.send(item, client.plan(full()).scores[0])
    assert platform.results["u0"]["resultScore"] == 8.675


def test_a_platform_that_does_not_know_the_tool_is_named(platform, key) -> None:
    with pytest.raises(PushError, match="gives no token"):
        tool(platform, key, client_id="stranger")


def test_a_file_that_holds_no_key_is_refused(platform, key) -> None:
    settings = Platform(
        client_id="x",
        token_url=f"{platform.base}/token",
        lineitems_url=f"{platform.base}/items",
        members_url=f"{platform.base}/members",
        key_file="k",
    )
    with pytest.raises(ConfigError, match="no private RSA key"):
        Ags(settings, "not a key")


def test_the_ags_command_remembers_its_last_time_stamp(platform, key, tmp_path) -> None:
    (tmp_path / "key.pem").write_bytes(key.as_pem(private=True))
    (tmp_path / "grades.json").write_text(dumps(full()))
    (tmp_path / "lti.toml").write_text(
        f'client_id = "tool-1"\ntoken_url = "{platform.base}/token"\nkey_file = "key.pem"\n'
        f'lineitems_url = "{platform.base}/items"\nmembers_url = "{platform.base}/members"\n'
    )
    command = ("push", "ags", tmp_path / "grades.json", "--platform", tmp_path / "lti.toml")
    shown = run(*command)
    assert shown.exit_code == 0, shown.exception
    assert "a column is made: Lab 1" in shown.output
    assert platform.scores == []
    sent = run(*command, "--send")
    assert "2 sent" in sent.output, sent.exception
    assert json.loads((tmp_path / "pushed-ags.json").read_text())["last"]
    assert "0 sent; 2 unchanged" in run(*command, "--send").output
