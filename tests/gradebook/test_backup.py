"""Backup and restore: one command each, safe while in use, from either database to either."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from autograder.gradebook import (
    Gradebook,
    GradebookError,
    Refused,
    Tampered,
    backup,
    head,
    open_gradebook,
    override,
    record_results,
    restore,
    state_hash,
    totals,
    verify,
)
from tests.gradebook.test_audit import edit, fill
from tests.gradebook_class import A1, enrol, result


def test_a_backup_is_a_gradebook_in_one_file(any_book: Gradebook, tmp_path: Path) -> None:
    fill(any_book)
    found = backup(any_book, tmp_path / "there" / "backup.db")
    assert (found.head, found.problems) == (head(any_book), ())
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["backup.db"]
    with open_gradebook(tmp_path / "there" / "backup.db") as copy:
        assert state_hash(copy) == state_hash(any_book)
        assert totals(copy, A1) == totals(any_book, A1)
    with pytest.raises(Refused, match="is there already"):
        backup(any_book, tmp_path / "there" / "backup.db")


def test_a_backup_is_restored_to_either_database_and_work_goes_on(
    any_url: str, book: Gradebook, tmp_path: Path
) -> None:
    fill(book)
    backup(book, tmp_path / "backup.db")
    with open_gradebook(any_url.replace("gradebook.db", "other.db")) as other:
        assert restore(other, tmp_path / "backup.db").head == head(book)
        assert totals(other, A1) == totals(book, A1)
        override(other, "tim", "ada", A1, "q1", 1, "after the restore", revision=0)
        record_results(other, "host", A1, [result("zoe")])
        assert verify(other).problems == ()
        with pytest.raises(DBAPIError, match="append-only"), other.exclusive() as session:
            session.connection().exec_driver_sql("DELETE FROM audit")


def test_a_gradebook_is_replaced_only_if_asked(any_book: Gradebook, tmp_path: Path) -> None:
    enrol(any_book, ["ada"])
    record_results(any_book, "host", A1, [result("ada")])
    state, kept = state_hash(any_book), head(any_book)
    backup(any_book, tmp_path / "backup.db")
    override(any_book, "tim", "ada", A1, "q1", 0, "a mistake", revision=0)
    with pytest.raises(Refused, match="holds a gradebook already"):
        restore(any_book, tmp_path / "backup.db")
    assert totals(any_book, A1)["ada"].total == 3
    restore(any_book, tmp_path / "backup.db", replace=True)
    assert state_hash(any_book) == state
    assert verify(any_book, expect=kept).sound


def test_a_backup_that_was_tampered_with_is_not_restored(book: Gradebook, tmp_path: Path) -> None:
    fill(book)
    state = state_hash(book)
    backup(book, tmp_path / "backup.db")
    edit(tmp_path / "backup.db", "UPDATE overrides SET points = 2")
    with pytest.raises(Tampered, match="Row 1 of overrides"):
        restore(book, tmp_path / "backup.db", replace=True)
    assert state_hash(book) == state


def test_what_is_no_backup_is_not_restored(book: Gradebook, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no backup at"):
        restore(book, tmp_path / "none.db")
    (tmp_path / "other.db").write_text("text" * 200)
    with pytest.raises(GradebookError, match="not a gradebook"):
        restore(book, tmp_path / "other.db")


def test_a_backup_made_while_others_write_is_one_state(any_url: str, tmp_path: Path) -> None:
    students = [f"s{n}" for n in range(30)]
    with open_gradebook(any_url) as book:
        enrol(book, students)
        stop = threading.Event()

        def work() -> None:
            for student in students:
                record_results(book, "host", A1, [result(student)])
                if stop.is_set():
                    return

        writer = threading.Thread(target=work)
        writer.start()
        try:
            for number in range(3):
                assert backup(book, tmp_path / f"backup{number}.db").problems == ()
        finally:
            stop.set()
            writer.join()
        assert verify(book).sound


def test_an_interrupted_backup_leaves_no_file_that_looks_like_one(
    book: Gradebook, tmp_path: Path
) -> None:
    fill(book)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OSError, match="file"):
        backup(book, blocked / "backup.db")
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
