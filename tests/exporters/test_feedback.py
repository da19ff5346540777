"""What students read of their results, and in which files platforms take it back."""

import html
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exporters.feedback import canvas_zip as canvas
from autograder.exporters.feedback import moodle_zip as moodle
from autograder.exporters.feedback.annotated import annotated
from autograder.exporters.feedback.collect import ClassFeedback, collect, keys_are_out
from autograder.exporters.feedback.page import page_of
from autograder.exporters.feedback.view import FeedbackView
from autograder.records.errors import ConfigError
from autograder.records.result import Replay
from gradekit.replay import Expected, Scenario, replay
from gradekit.replay.content import fingerprint
from tests.exporters.graded_class import make_course, write_class

TODAY = date(2026, 11, 28)
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kept": True},
    "cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "source": "def add(a, b): ...",
         "outputs": [{"output_type": "stream", "name": "stdout", "text": "hi"}],
         "execution_count": 1},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": ['grader.check("q1")'],
         "outputs": [], "execution_count": 2},
        {"cell_type": "markdown", "id": "c", "metadata": {}, "source": "### Q1 · How many"},
    ],
}  # fmt: skip


@pytest.fixture
def feedback(tmp_path: Path) -> ClassFeedback:
    """Two students: Ada, who chose B, and Ben, who chose the key."""
    write_class(
        tmp_path,
        ada={"name": "Ada_Birch", "canvas_id": "3100", "moodle_participant": "71",
             "comment": "Nice <i>drawing</i>", "late": True},
        ben={"name": "Ben Okafor", "canvas_id": "3117", "choice": "C", "moodle_participant": "72"},
    )  # fmt: skip
    return collect(tmp_path, make_course(tmp_path), TODAY)


def page(feedback: ClassFeedback, student: str) -> str:
    return page_of(feedback.views[student]).decode()


def test_a_page_says_points_hints_comment_and_the_option_chosen(feedback: ClassFeedback) -> None:
    text = page(feedback, "ada")
    for said in (
        "3.5 of 6 points, handed in late",
        "Is the second number used?",
        "Nice &lt;i&gt;drawing&lt;/i&gt;",
        "B: 7 windows",
        "The window that starts at zero counts as well.",
        "small numbers",
        "Further cases that are not shown: 1 of 2 points.",
        "81.0 % of images not seen before",
        "<polyline",
        "1.5 of 2 points",
    ):
        assert said in text, said


def with_replay(feedback: ClassFeedback) -> tuple[FeedbackView, Replay]:
    """Ada's feedback, whose first question has a call that shows the mistake."""
    scenario = Scenario("q1", "add", (np.array([1.0, 2.0]), 3), expected=Expected(np.ones(2)))
    packed = scenario.pack()
    code = fingerprint(packed)
    shown = Replay(
        code=code,
        line=f'from gradekit.replay import replay; replay("q1", "{code}")',
        call="add(np.array([1., 2.]), 3)",
        found="returned 4 at [0], expected 1 (2 of 2 values differ)",
        expected="np.array([1., 1.])",
        came="np.array([4., 5.])",
        numbers=3,
        twin=True,
        data=f"q1:{code}:{packed}",
    )
    view = feedback.views["ada"]
    first = replace(view.questions[0], replay=shown)
    return replace(view, questions=(first, *view.questions[1:])), shown


def test_a_page_beside_the_notebook_is_all_that_a_replay_needs(
    feedback: ClassFeedback, tmp_path: Path
) -> None:
    view, shown = with_replay(feedback)
    text = page_of(view).decode()
    assert html.escape(shown.line) in text.replace("&#34;", "&quot;")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/ada.html").write_text(text)
    home = {"add": lambda a, b: a + b}
    again = replay("q1", shown.code, folder=tmp_path / "home", notebook=home)
    assert not again.passed
    assert shown.found in again.text


def test_an_annotated_notebook_holds_the_whole_replay_in_its_line(feedback: ClassFeedback) -> None:
    view, shown = with_replay(feedback)
    text = annotated(json.dumps(NOTEBOOK).encode(), view).decode()
    assert shown.data.rpartition(":")[2] in text


def test_a_page_keeps_what_is_not_the_students(feedback: ClassFeedback) -> None:
    for student in ("ada", "ben"):
        text = page(feedback, student)
        assert "SECRET" not in text
        other = "Ben" if student == "ada" else "Ada"
        assert other not in text


def test_a_page_is_self_contained_and_escapes_what_students_wrote(feedback: ClassFeedback) -> None:
    text = page(feedback, "ada")
    assert "<script" not in text
    assert "&lt;b&gt;4&lt;/b&gt;" in text
    assert "http" not in text.replace("http-equiv", "")
    assert "default-src 'none'" in text


def test_hidden_checks_are_quoted_only_where_the_course_says_that_they_give_no_case_away(
    tmp_path: Path,
) -> None:
    write_class(tmp_path, ada={})
    course = make_course(tmp_path, "hidden_messages = true")
    text = page(collect(tmp_path, course, TODAY), "ada")
    assert "SECRET case 17" in text
    assert "SECRET_overflow" not in text


def test_how_a_hidden_check_ended_is_said_unless_it_only_compared(tmp_path: Path) -> None:
    from autograder.exporters.told import texts
    from autograder.records.status import Status
    from tests.exporters.graded_class import result

    question = result("ada").questions[0]
    hidden = question.checks[1]
    for status, message, read in (
        (Status.FAILED, "half(0.1) is 0.05", ""),
        (Status.FAILED, "q1 is not implemented yet", "q1 is not implemented yet"),
        (Status.TIMEOUT, "This code was stopped after 5 s.", "This code was stopped after 5 s."),
        (Status.PASSED, "Yes.", ""),
    ):
        check = hidden.model_copy(update={"status": status, "message": message})
        asked = question.model_copy(update={"checks": (check,)})
        assert [told for _, told in texts(asked, hidden=True, quoted=False)] == [read]


def test_points_are_those_of_the_grades_not_of_the_checks(feedback: ClassFeedback) -> None:
    assert "2 of 3 points" in page(feedback, "ada")


def test_keys_are_shown_from_their_date_on_and_never_before(tmp_path: Path) -> None:
    write_class(tmp_path, ada={})
    course = make_course(tmp_path, "release_keys = 2026-12-01")
    before = page(collect(tmp_path, course, date(2026, 11, 30)), "ada")
    after = page(collect(tmp_path, course, date(2026, 12, 1)), "ada")
    assert "C: 8 windows" not in before
    assert "Ten minus three" not in before
    assert "Right: <b>C: 8 windows</b>" in after
    early = page(collect(tmp_path, course, date(2026, 11, 28), date(2026, 11, 28)), "ada")
    assert "C: 8 windows" in early


def test_without_a_date_keys_are_never_shown(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    assert not keys_are_out(course, "lab", date(2999, 1, 1), None)


def test_who_has_no_total_or_handed_in_nothing_gets_none_and_a_reason(tmp_path: Path) -> None:
    write_class(tmp_path, ada={"total": None}, ben={"result": "", "status": "missing"})
    found = collect(tmp_path, make_course(tmp_path), TODAY)
    assert found.without == {"ada": "there is no total yet", "ben": "nothing was handed in"}


def test_a_notebook_is_annotated_after_its_questions_and_else_kept(feedback) -> None:
    book = json.loads(annotated(json.dumps(NOTEBOOK).encode(), feedback.views["ada"]))
    kept = [cell for cell in book["cells"] if cell["metadata"] == {}]
    assert kept == NOTEBOOK["cells"]
    assert book["metadata"] == {"kept": True}
    texts = ["".join(cell["source"]) for cell in book["cells"]]
    assert texts[0].startswith("## Feedback: 3.5 of 6 points")
    check = next(n for n, text in enumerate(texts) if "grader.check" in text)
    assert "q1, Add: 2 of 3 points" in texts[check + 1]
    assert "SECRET" not in json.dumps(book)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])


def test_a_second_annotation_replaces_the_first(feedback: ClassFeedback) -> None:
    view = feedback.views["ada"]
    once = annotated(json.dumps(NOTEBOOK).encode(), view)
    assert annotated(once, view) == once


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"nbformat": 4, "cells": [1]}', b"\xff\xfe"])
def test_what_is_no_notebook_is_answered_by_one_of_feedback_alone(feedback, data: bytes) -> None:
    book = json.loads(annotated(data, feedback.views["ada"]))
    assert book["nbformat"] == 4
    assert "Feedback" in "".join(book["cells"][0]["source"])


def download(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def canvas_reads(upload: bytes, submissions: dict[str, set[str]]) -> dict[str, str]:
    """What Canvas does with a zip: user by file, by the first two numbers in its name."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        for name in archive.namelist():
            user, attachment = [p for p in name.split("_") if p.isdigit()][:2]
            if attachment in submissions.get(user, ()):
                found[name] = user
    return found


def test_canvas_gets_answers_in_kind_under_the_students_own_names(tmp_path, feedback) -> None:
    path = download(
        tmp_path / "submissions.zip",
        **{
            "birchada_3100_555001_lab.ipynb": json.dumps(NOTEBOOK).encode(),
            "birchada_LATE_3100_555003_lab-1.ipynb": json.dumps(NOTEBOOK).encode(),
            "okaforben_3117_555002_lab.zip": b"PK",
            "novaknora_3200_555009_lab.ipynb": b"{}",
            "okaforben_3117_text.html": b"<p>",
        },
    )
    made = canvas.answers(path, feedback)
    assert set(made.files) == {
        "birchada_LATE_3100_555003_lab-1.ipynb",
        "okaforben_3117_555002_lab.zip",
    }
    assert json.loads(made.files["birchada_LATE_3100_555003_lab-1.ipynb"])["nbformat"] == 4
    with zipfile.ZipFile(io.BytesIO(made.files["okaforben_3117_555002_lab.zip"])) as inner:
        assert inner.namelist() == ["feedback.html"]
    assert made.strangers == ("novaknora_3200_555009_lab.ipynb", "okaforben_3117_text.html")
    from autograder.release.archive import zip_bytes

    read = canvas_reads(zip_bytes(made.files), {"3100": {"555003"}, "3117": {"555002"}})
    assert set(read.values()) == {"3100", "3117"}
    assert len(read) == len(made.files)


def test_a_pdf_cannot_be_answered_and_is_named(tmp_path: Path, feedback: ClassFeedback) -> None:
    path = download(tmp_path / "s.zip", **{"birchada_3100_555001_lab.pdf": b"%PDF"})
    made = canvas.answers(path, feedback)
    assert made.files == {}
    assert made.without["ada"] == "Canvas takes no answer to what was handed in (pdf)"
    assert made.without["ben"] == "no file of the download is this student's"


def test_a_group_name_with_numbers_is_not_answered_to_somebody_else(tmp_path, feedback) -> None:
    # Canvas itself reads user 7 here, whatever the members are called.
    path = download(tmp_path / "s.zip", **{"team_7_3100_555001_lab.ipynb": b"{}"})
    made = canvas.answers(path, feedback)
    assert made.files == {}
    assert made.strangers == ("team_7_3100_555001_lab.ipynb",)


def test_members_of_a_group_share_the_answer_to_their_one_file(tmp_path: Path) -> None:
    write_class(
        tmp_path,
        ada={"canvas_id": "1", "group": "team"},
        ben={"canvas_id": "2", "group": "team"},
    )
    found = collect(tmp_path, make_course(tmp_path), TODAY)
    path = download(tmp_path / "s.zip", **{"team_1_55_lab.ipynb": b"{}"})
    made = canvas.answers(path, found)
    assert (len(made.files), made.without) == (1, {})


def moodle_reads(upload: bytes, participants: set[str]) -> dict[str, str]:
    """What Moodle does with a zip: the second part of a folder's name is the participant."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        for name in archive.namelist():
            folder, file = name.split("/")
            parts = folder.split("_", 4)
            ours = len(parts) >= 4 and parts[2:4] == ["assignfeedback", "file"]
            if ours and parts[1] in participants and not file.startswith((".", "~")):
                found[parts[1]] = file
    return found


def test_moodle_gets_a_folder_a_participant_also_for_names_with_underscores(feedback) -> None:
    from autograder.release.archive import zip_bytes

    made = moodle.answers(feedback)
    assert "AdaBirch_71_assignfeedback_file/feedback.html" in made.files
    read = moodle_reads(zip_bytes(made.files), {"71", "72"})
    assert read == {"71": "feedback.html", "72": "feedback.html"}


def test_moodles_numbers_are_taken_from_the_download_where_nobody_knows_them(tmp_path) -> None:
    write_class(tmp_path, ada={"name": "Ada Birch"}, ben={"name": "Ben Okafor"})
    found = collect(tmp_path, make_course(tmp_path), TODAY)
    path = download(
        tmp_path / "m.zip",
        **{
            "Ada Birch_71_assignsubmission_file/lab.ipynb": b"{}",
            "Ben Okafor_72_assignsubmission_file_/lab.ipynb": b"{}",
        },
    )
    assert len(moodle.answers(found, path).files) == 2
    with pytest.raises(ConfigError, match="No participant number"):
        moodle.answers(found)


def run(course: Path, monkeypatch: pytest.MonkeyPatch, *arguments: object):
    monkeypatch.chdir(course)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_second_run_for_canvas_is_refused_unless_again(tmp_path, monkeypatch) -> None:
    make_course(tmp_path)
    out = tmp_path / "out"
    write_class(out, ada={"canvas_id": "3100"})
    path = download(tmp_path / "s.zip", **{"birchada_3100_555001_lab.ipynb": b"{}"})
    command = ("feedback", out, path, "--for", "canvas")
    first = run(tmp_path, monkeypatch, *command)
    assert first.exit_code == 0, first.exception
    made = (out / "feedback-canvas.zip").read_bytes()
    second = run(tmp_path, monkeypatch, *command)
    assert second.exit_code != 0
    assert "adds another comment" in str(second.exception)
    third = run(tmp_path, monkeypatch, *command, "--again")
    assert third.exit_code == 0
    assert (out / "feedback-canvas.zip").read_bytes() == made


def test_a_second_run_for_moodle_gives_the_same_bytes(tmp_path, monkeypatch) -> None:
    make_course(tmp_path)
    out = tmp_path / "out"
    write_class(out, ada={"moodle_participant": "71"})
    for _ in range(2):
        done = run(tmp_path, monkeypatch, "feedback", out, "--for", "moodle")
        assert done.exit_code == 0, done.exception
        data = (out / "feedback-moodle.zip").read_bytes()
    assert moodle_reads(data, {"71"}) == {"71": "feedback.html"}
    assert (out / "feedback/ada.html").is_file()


def test_two_hundred_students_are_all_answered(tmp_path: Path) -> None:
    names = [f"s{n}" for n in range(200)]
    write_class(
        tmp_path, **{n: {"canvas_id": f"{i}", "moodle_participant": f"{900 + i}"}
                     for i, n in enumerate(names, 1)}
    )  # fmt: skip
    found = collect(tmp_path, make_course(tmp_path), TODAY)
    files = {f"{n}_{i}_{5000 + i}_lab.ipynb": b"{}" for i, n in enumerate(names, 1)}
    made = canvas.answers(download(tmp_path / "s.zip", **files), found)
    assert (len(made.files), made.without, made.strangers) == (200, {}, ())
    assert len(moodle.answers(found).files) == 200
