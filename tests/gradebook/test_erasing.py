"""Erasure: who a student is and what they wrote goes; points and audit stay whole."""

from pathlib import Path

import pytest

from autograder.gradebook import (
    Gradebook,
    Marking,
    Refused,
    answer_request,
    attempts,
    comment,
    erase,
    extend,
    mark,
    open_gradebook,
    open_request,
    override,
    record_results,
    result_of,
    students,
    totals,
    verify,
)
from autograder.records.policy import ClassSettings
from autograder.records.roster import Student
from tests.gradebook_class import A1, enrol, result

ZOE = Student("zenobia-4711", "Zenobia Quince", "zq@example.org", "canvas-quill", login="zquince")
# Letters that no hash, written in hexadecimal digits, can hold by chance.
WORDS = ("zenobia", "Quince", "zq@example", "quill", "xylophone")


def fill(book: Gradebook, **more: object) -> None:
    enrol(book, [ZOE, "ada"], ClassSettings.model_validate(more))
    zoe = result(ZOE.student_id, {"q1": "101"}, message="xylophone", notes=("xylophone",))
    record_results(book, "host", A1, [zoe, result("ada")])
    attempt = totals(book, A1)[ZOE.student_id].attempt or 0
    mark(book, "tim", Marking(attempt, "w1", points=1.5, comment="xylophone"))
    comment(book, "tim", attempt, "xylophone")
    override(book, "tim", ZOE.student_id, A1, "q2", 1, "xylophone", revision=0)
    extend(book, "tim", ZOE.student_id, A1, days=2, reason="xylophone")
    number = open_request(book, ZOE.student_id, A1, "xylophone")
    answer_request(book, "tim", number, "xylophone", revision=1)


def everything(book: Gradebook) -> str:
    """All text that the database holds."""
    from sqlalchemy import text

    from autograder.gradebook.tables import Base

    with book.read() as session:
        return "\n".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(text(f"SELECT * FROM {table.name}"))
        )


def test_nothing_personal_is_left_and_the_audit_verifies(any_book: Gradebook) -> None:
    fill(any_book)
    before = totals(any_book, A1)[ZOE.student_id]
    assert all(word in everything(any_book) for word in WORDS)
    done = erase(any_book, "ada", ZOE.student_id)
    left = everything(any_book)
    assert [word for word in WORDS if word in left] == []
    after = totals(any_book, A1)[done.key]
    assert (after.total, after.points) == (before.total, before.points)
    assert verify(any_book).problems == ()
    assert [one.student_id for one in students(any_book, enrolled=True)] == ["ada"]
    assert result_of(any_book, after.attempt or 0).questions[0].checks[1].points == 0
    with pytest.raises(Refused, match="was erased already"):
        erase(any_book, "ada", done.key)
    with pytest.raises(Refused, match="no student 'zenobia-4711'"):
        erase(any_book, "ada", ZOE.student_id)


def test_nothing_is_left_in_the_files_either(tmp_path: Path) -> None:
    with open_gradebook(tmp_path / "g.db") as book:
        fill(book)
        erase(book, "ada", ZOE.student_id)
        held = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
        assert [word for word in WORDS if word.encode() in held] == []


def test_others_keep_all_that_is_theirs(book: Gradebook) -> None:
    fill(book)
    before = totals(book, A1)["ada"], result_of(book, attempts(book, A1, "ada")[0].id)
    erase(book, "tim", ZOE.student_id)
    assert (totals(book, A1)["ada"], result_of(book, attempts(book, A1, "ada")[0].id)) == before


def test_work_of_a_group_goes_with_its_last_member(book: Gradebook) -> None:
    team = [Student("ada", group="x"), Student("ben", group="x")]
    enrol(book, team, ClassSettings(group_assignments=(A1,)))
    record_results(book, "host", A1, [result("ben")])
    number = attempts(book, A1)[0].id
    erase(book, "tim", "ben")
    assert result_of(book, number).output == "ben said hello\0"
    assert totals(book, A1)["ada"].total == 6
    erase(book, "tim", "ada")
    assert result_of(book, number).output == ""
    assert verify(book).sound


def test_the_same_bytes_of_another_student_stay(book: Gradebook) -> None:
    enrol(book, ["ada", "ben"])
    record_results(book, "host", A1, [result(one, work="same") for one in ("ada", "ben")])
    erase(book, "tim", "ada")
    assert result_of(book, attempts(book, A1, "ben")[0].id).output
    assert verify(book).sound
