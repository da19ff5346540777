"""The audit: whatever is changed past the gradebook is found, and nothing else is."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from autograder.gradebook import (
    Gradebook,
    Marking,
    RubricItem,
    Tampered,
    add_rule,
    apply,
    comment,
    diff,
    extend,
    head,
    history,
    keep,
    mark,
    open_gradebook,
    open_request,
    override,
    propose,
    record_results,
    repair,
    set_rubric,
    set_weight,
    state_hash,
    totals,
    verify,
)
from autograder.gradebook.tables import AUDITED, CHILDREN
from autograder.records.roster import Student
from tests.gradebook_class import A1, enrol, result

TABLES = [model.__tablename__ for model in AUDITED] + [
    child.__tablename__ for children in CHILDREN.values() for child, _ in children
]


def fill(book: Gradebook) -> None:
    """Put a row or more into every table."""
    people = [Student(key, name=key.title(), section="Mon", group="Team") for key in ("ada", "ben")]
    enrol(book, people)
    record_results(book, "ada", A1, [result("ada"), result("ben", {"q1": "101"})])
    record_results(book, "ada", A1, [result("ada", version="2.0", passed={"q9": "1"})])
    apply(book, "ada", diff(book, A1))
    repair(book, "ada", propose(book, A1, "q1", "q1-2"), comment="wrong sign")
    set_rubric(book, "ada", A1, "w1", [RubricItem("clear", "It is clear.", 1)])
    ada, ben = (totals(book, A1)[key].attempt or 0 for key in ("ada", "ben"))
    mark(book, "tim", Marking(ada, "w1", items=("clear",), comment="well said"))
    mark(book, "tim", Marking(ben, "w1", points=0.5))
    override(book, "ada", "ben", A1, "q2", 1, "did not explain it", revision=0)
    add_rule(book, "ada", A1, "Q1", "accept", answers=["A"], comment="A is right, too")
    extend(book, "ada", "ben", A1, days=2, reason="ill")
    set_weight(book, "ada", A1, 2)
    comment(book, "tim", ada, "look here", cell="c1", line=3)
    open_request(book, "ben", A1, "please look again", question="q2")
    keep(book, "tim", "note", "q1-2", {"text": "a sign"}, student="ben")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "gradebook.db"
    with open_gradebook(path) as book:
        fill(book)
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = DELETE")
    return path


def copy(filled: Path, to: Path) -> Path:
    to.write_bytes(filled.read_bytes())
    return to


def problems(path: Path) -> tuple[str, ...]:
    with open_gradebook(path) as book:
        return verify(book).problems


def edit(path: Path, *statements: str) -> None:
    """Edit a database by hand, as somebody who knows of the triggers."""
    with closing(sqlite3.connect(path)) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        file.commit()


def test_every_table_is_filled_and_verifies(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as file:
        for table in TABLES:
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table
    assert problems(filled) == ()


def test_it_verifies_on_either_database(any_book: Gradebook) -> None:
    fill(any_book)
    found = verify(any_book)
    assert found.problems == ()
    assert found.head == head(any_book) == history(any_book)[0].hash


@pytest.mark.parametrize("seed", range(60))
def test_a_value_edited_by_hand_anywhere_is_found(filled: Path, tmp_path: Path, seed: int) -> None:
    generator = random.Random(seed)
    path = copy(filled, tmp_path / "g.db")
    with closing(sqlite3.connect(path)) as file:
        table = generator.choice([*TABLES, "audit", "audit_changes"])
        columns = [row[1:3] for row in file.execute(f"PRAGMA table_info({table})")]
        column, kind = generator.choice(columns)
        rowid = generator.choice([row[0] for row in file.execute(f"SELECT rowid FROM {table}")])
        (old,) = file.execute(f'SELECT "{column}" FROM {table} WHERE rowid = {rowid}').fetchone()
    new = _other(old, kind, generator)
    edit(path, f'UPDATE {table} SET "{column}" = {new} WHERE rowid = {rowid}')
    assert problems(path), f"{table}.{column} of row {rowid}: {old!r} became {new}"


def _other(old: object, kind: str, generator: random.Random) -> str:
    """Another value for a column, as SQL."""
    if isinstance(old, str) and generator.random() < 0.7:
        return "'" + (old[:-1] + chr(ord(old[-1]) ^ 1) if old else "x").replace("'", "''") + "'"
    if kind in ("INTEGER", "FLOAT", "BOOLEAN"):
        return str((old if isinstance(old, int | float) else 0) + generator.choice([101, 207]))
    return "'tampered'"


@pytest.mark.parametrize("table", [*TABLES, "audit", "audit_changes"])
def test_a_row_removed_by_hand_is_found(filled: Path, tmp_path: Path, table: str) -> None:
    path = copy(filled, tmp_path / "g.db")
    edit(path, f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")
    assert problems(path)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO overrides SELECT 99, 'x', unit, student_id, group_id, question_id, 7, 3.0,"
        " comment, author, at FROM overrides LIMIT 1",
        "INSERT INTO sections (id, salt, name) VALUES (99, 'x', 'ghost')",
        "INSERT INTO scores SELECT 1, 99, status, points, possible, answer, misconception"
        " FROM scores LIMIT 1",
        "INSERT INTO gains VALUES (99, 1, 2.0)",
        "INSERT INTO audit_changes VALUES (1, 'overrides', 99, 'x')",
        "INSERT INTO audit SELECT 99, at, actor, action, facts, previous, changes, hash FROM audit"
        " LIMIT 1",
    ],
)
def test_a_row_added_by_hand_is_found(filled: Path, tmp_path: Path, statement: str) -> None:
    path = copy(filled, tmp_path / "g.db")
    with closing(sqlite3.connect(path)) as file:
        columns = [row[1] for row in file.execute("PRAGMA table_info(overrides)")]
    if statement.startswith("INSERT INTO overrides"):
        given = {"id": "99", "salt": "'x'", "revision": "7", "points": "3.0"}
        listed = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(given.get(column, f'"{column}"') for column in columns)
        statement = f"INSERT INTO overrides ({listed}) SELECT {values} FROM overrides LIMIT 1"
    edit(path, statement)
    assert problems(path)


def test_an_entry_cut_off_the_end_is_found_by_a_head_that_was_kept(
    filled: Path, tmp_path: Path
) -> None:
    path = copy(filled, tmp_path / "g.db")
    with open_gradebook(path) as book:
        add_rule(book, "ada", A1, "q1", "full", comment="x")
        kept = head(book)
    edit(
        path,
        "DELETE FROM rules WHERE id = (SELECT max(id) FROM rules)",
        "DELETE FROM audit_changes WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
    )
    with open_gradebook(path) as book:
        assert verify(book).sound  # by itself it cannot know
        assert "put back to an earlier state" in verify(book, expect=kept).problems[0]
        with pytest.raises(Tampered, match="autograder gradebook audit"):
            verify(book, expect=kept).check()


def test_the_database_itself_refuses_to_change_the_audit(any_book: Gradebook) -> None:
    enrol(any_book, ["ada"])
    for statement in (
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit_changes",
    ):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            any_book.exclusive() as session,
        ):
            session.execute(text(statement))
    assert verify(any_book).sound


def test_an_entry_says_who_did_what_to_which_rows(book: Gradebook) -> None:
    fill(book)
    (entry,) = history(book, actions=["override"])
    assert (entry.actor, entry.action) == ("ada", "override")
    assert entry.facts["question"] == "q2"
    assert entry.facts["after"] == 1
    assert entry.rows == {"overrides": 1}
    assert [one.seq for one in history(book, row=("overrides", 1))] == [entry.seq]
    newest = history(book, limit=2)
    assert [one.seq for one in history(book, before=newest[-1].seq, limit=1)] == [
        newest[-1].seq - 1
    ]


def test_no_entry_holds_a_word_about_a_student(book: Gradebook) -> None:
    enrol(book, [Student("s-4711", name="Zenobia", email="zenobia@example.org")])
    record_results(book, "tim", A1, [result("s-4711")])
    override(book, "tim", "s-4711", A1, "q1", 0, "Zenobia was ill", revision=0)
    open_request(book, "s-4711", A1, "I was ill")
    said = " ".join(f"{one.actor} {one.action} {one.facts}" for one in history(book))
    assert "s-4711" not in said
    assert "Zenobia" not in said
    assert "ill" not in said.replace("illegal", "")


def test_what_changes_nothing_leaves_no_entry(book: Gradebook) -> None:
    enrol(book, ["ada", "ben"])
    before, state = verify(book).entries, state_hash(book)
    enrol(book, ["ada", "ben"])
    assert verify(book).entries == before
    assert state_hash(book) == state
