"""The command line of the gradebook, from a class that is graded to its exports."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from autograder.gradebook import open_gradebook, record_results, totals
from autograder.records.errors import AutograderError
from tests.gradebook.test_importing import write
from tests.gradebook_class import A1, enrol, result

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a gradebook of the test's own and gives what it prints."""
    monkeypatch.setenv("AUTOGRADER_GRADEBOOK", str(tmp_path / "gradebook.db"))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str | Path, code: int = 0) -> str:
        done: Result = CliRunner().invoke(app, [str(word) for word in words])
        if isinstance(done.exception, AutograderError):
            assert code == 2, done.exception
            return str(done.exception)
        assert done.exit_code == code, done.output
        return done.output

    return command


@pytest.fixture
def graded(run: Run, tmp_path: Path) -> Path:
    folder = write(tmp_path / "out", [result("ann", {"q1": "101"}), result("ben", {"Q1": "0"})])
    run("gradebook", "import", folder)
    return folder


def test_results_points_and_exports_go_from_hand_to_hand(
    run: Run, graded: Path, tmp_path: Path
) -> None:
    assert "0 attempts and 0 verdicts are new" in run("gradebook", "import", graded)
    shown = run("gradebook", "show", A1)
    assert "ann" in shown
    assert "w1" in shown
    file = tmp_path / "points.csv"
    assert "2 rows" in run("points", "write", A1, file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row, points in zip(rows, ("1", "0.5"), strict=True):
        row["points"] = points
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert "2 would change" in run("points", "read", A1, file, "--dry-run")
    assert "ann, w1: blank → 1 of 2" in run("points", "read", A1, file, "--author", "tim")
    out = tmp_path / "grades.json"
    run("gradebook", "export", A1, "--out", out)
    rows = json.loads(out.read_text())["students"]
    assert [(row["student"], row["total"]) for row in rows] == [("ann", 6), ("ben", 5.5)]
    assert "share" in run("gradebook", "show")


def test_a_regrade_is_shown_then_applied_then_undone(run: Run, graded: Path) -> None:
    newer = [result("ann", {"q1": "111"}, version="2"), result("ben", {"q1": "000"}, version="2")]
    write(graded, newer)
    assert "autograder gradebook diff a1" in run("gradebook", "import", graded, code=1)
    shown = run("gradebook", "diff", A1, code=1)
    assert "ann: 5 → 6  (autograder 2, was 1.0; q1-2 failed → passed)" in shown
    assert "1 would lose" in shown
    done = run("gradebook", "apply", A1, "--comment", "mended")
    assert "ben keeps the verdict" in done
    assert "gradebook undo 1" in done
    assert "undone" in run("gradebook", "undo", "1")
    assert "2 attempts take" in run("gradebook", "apply", A1, "--lower", "ben")


def test_a_repair_is_shown_then_made(run: Run, graded: Path) -> None:
    shown = run("gradebook", "repair", A1, "q1", "q1-2")
    assert "ann: 5 → 6  (repair of q1-2)" in shown
    assert "Nothing was changed" in shown
    made = run("gradebook", "repair", A1, "q1", "q1-2", "--yes", "--comment", "wrong sign")
    assert "gradebook undo 1" in made


def test_decisions_are_made_by_command(run: Run, graded: Path) -> None:
    said = run("gradebook", "override", "ann", A1, "q1", "3", "--comment", "oral")
    assert "Revision 1; ann has 6 now." in said
    assert "Revision 2" in run("gradebook", "override", "ann", A1, "q1", "none", "--comment", "no")
    stale = run("gradebook", "override", "ann", A1, "q1", "2", "--comment", "x", "--revision", "1",
                code=2)  # fmt: skip
    assert "you saw revision 1, revision 2 is there now" in stale
    assert "comment is required" in run("gradebook", "override", "ann", A1, "q1", "2", code=2)
    preview = run("gradebook", "rule", A1, "Q1", "accept", "--answer", "A")
    assert "ben: 5 → 6" in preview
    run(
        "gradebook", "rule", A1, "Q1", "accept", "--answer", "A", "--yes", "--comment", "right, too"
    )
    assert "Extension 1 holds" in run("gradebook", "extend", "ben", A1, "--days", "2")
    log = run("gradebook", "audit", "--log", "3")
    assert "The audit verifies" in log
    assert "override" not in log.splitlines()[0]


def test_the_audit_tells_what_was_changed_by_hand(run: Run, graded: Path, tmp_path: Path) -> None:
    head = run("gradebook", "audit").split()[-1]
    run("gradebook", "audit", "--expect", head)
    assert "put back" in run("gradebook", "audit", "--expect", "0" * 63 + "1", code=1)
    with open_gradebook(tmp_path / "gradebook.db") as book, book.exclusive() as session:
        session.connection().exec_driver_sql("UPDATE scores SET points = 3")
    assert "is not what its last entry left behind" in run("gradebook", "audit", code=1)


def test_backup_erase_and_restore(run: Run, graded: Path, tmp_path: Path) -> None:
    assert "The audit verifies" in run("gradebook", "backup", tmp_path / "backup.db")
    assert "With --yes" in run("gradebook", "erase", "ann")
    assert "erased-1" in run("gradebook", "erase", "ann", "--yes")
    assert "ann" not in run("gradebook", "show", A1)
    assert "--replace" in run("gradebook", "restore", tmp_path / "backup.db", code=2)
    run("gradebook", "restore", tmp_path / "backup.db", "--replace")
    assert "ann" in run("gradebook", "show", A1)


def test_without_a_gradebook_the_next_step_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "autograder gradebook init" in run("gradebook", "show", code=2)
    monkeypatch.delenv("AUTOGRADER_GRADEBOOK")
    monkeypatch.chdir(tmp_path)
    assert "--db" in run("gradebook", "show", code=2)


def test_init_takes_course_and_roster_and_may_be_run_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "assignments"
    (sources / "a1").mkdir(parents=True)
    (sources / "course.toml").write_text(
        'name = "Tiny"\nassignments = ["a1"]\nroster = "roster.csv"\n'
        'due = { a1 = 2026-10-01T12:00:00 }\ntimezone = "Europe/Berlin"\n'
        '[[extensions]]\nstudent = "7"\ndays = 2\n'
    )
    (sources / "a1" / "assignment.toml").write_text('id = "a1"\ntitle = "Sums"\n')
    (sources / "roster.csv").write_text(
        "student_id,name,section\n7,Ada Birch,Mon\n8,Ben Cole,Tue\n"
    )
    monkeypatch.delenv("AUTOGRADER_GRADEBOOK")
    monkeypatch.chdir(sources)
    assert "2 students on the roster, 2 new" in run("gradebook", "init")
    (sources / "roster.csv").write_text("student_id,name,section\n7,Ada Birch,Tue\n")
    again = run("gradebook", "init")
    assert "0 new, 1 changed" in again
    assert "8 is no longer on the roster" in again
    assert (tmp_path / "gradebook.db").is_file()
    until = run("gradebook", "extend", "7", "a1", "--until", "2026-10-05T12:00")
    assert "Extension 2 holds; 7 has no total now." in until


def test_a_server_is_named_by_its_address(run: Run, any_url: str) -> None:
    with open_gradebook(any_url) as book:
        enrol(book, ["ada"])
        record_results(book, "host", A1, [result("ada")])
        assert totals(book, A1)["ada"].total == 6
    assert "ada" in run("gradebook", "show", A1, "--db", any_url)
