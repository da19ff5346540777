"""Opening: what is made, what is migrated, what is refused, on both databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from autograder.gradebook import (
    Gradebook,
    GradebookError,
    backup,
    open_gradebook,
    record_results,
    totals,
    verify,
)
from autograder.gradebook.filesystem import network_type
from autograder.gradebook.migrating import migrate, revisions
from autograder.gradebook.tables import Base
from tests.gradebook_class import A1, enrol, result

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home rw,relatime - nfs4 server:/home rw
31 30 0:41 / /home/local\\040disk rw - xfs /dev/vdb rw
32 22 0:42 / /mnt/remote rw - fuse.sshfs user@host: rw
33 22 0:43 / /mnt/share rw - cifs //server/share rw
malformed line
"""


def test_a_new_gradebook_is_empty_and_verifies(any_book: Gradebook) -> None:
    found = verify(any_book)
    assert (found.entries, found.rows, found.problems) == (0, 0, ())
    assert any_book.notes == ()


def test_a_file_has_a_write_ahead_log(tmp_path: Path) -> None:
    open_gradebook(tmp_path / "g.db").close()
    with closing(sqlite3.connect(tmp_path / "g.db")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    with open_gradebook(tmp_path / "there" / "g.db") as book:
        enrol(book, ["ada"])
        backup(book, tmp_path / "backup.db")
        held = [*(tmp_path / "there").iterdir(), tmp_path / "backup.db"]
        assert {path.stat().st_mode & 0o777 for path in held} == {0o600}


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GradebookError, match="cannot be written"):
        open_gradebook(tmp_path / "file" / "g.db")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/course/gradebook.db", None),
        ("/home/ada/gradebook.db", "nfs4"),
        ("/home/local disk/gradebook.db", None),
        ("/homework/gradebook.db", None),
        ("/mnt/remote/gradebook.db", "fuse.sshfs"),
        ("/mnt/share/gradebook.db", "cifs"),
    ],
)
def test_a_network_file_system_is_told_from_a_local_one(path: str, kind: str | None) -> None:
    assert network_type(Path(path), MOUNTS) == kind


def test_on_a_network_file_system_there_is_no_write_ahead_log_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"1 1 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / {tmp_path} rw - nfs4 s:/ rw\n")
    monkeypatch.setattr("autograder.gradebook.filesystem._MOUNTS", table)
    with open_gradebook(tmp_path / "g.db") as book:
        enrol(book, ["ada"])
        (note,) = book.notes
    assert "network file system (nfs4)" in note
    assert "PostgreSQL" in note
    with closing(sqlite3.connect(tmp_path / "g.db")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_is_not_there_is_not_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match="autograder gradebook init"):
        open_gradebook(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are my notes about the course.\n" * 20)
    with pytest.raises(GradebookError, match="is not a gradebook"):
        open_gradebook(tmp_path / "notes.txt")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE grade (id)")
    with pytest.raises(GradebookError, match="something else: it has tables, such as 'grade'"):
        open_gradebook(tmp_path / "other.db")


@pytest.mark.parametrize("url", ["mysql://host/x", "sqlite://", "nonsense://", "postgresql:://"])
def test_an_address_that_is_none_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(GradebookError, match=r"PostgreSQL|address"):
        open_gradebook(url)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match="whether the server runs"):
        open_gradebook(f"postgresql://ada@/course?host={tmp_path}")


def test_a_newer_gradebook_is_left_to_the_newer_autograder(any_url: str) -> None:
    with open_gradebook(any_url) as book, book.exclusive() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(GradebookError, match="version 9999, newer than"):
        open_gradebook(any_url)


@pytest.mark.parametrize("revision", revisions())
def test_a_gradebook_of_every_earlier_version_opens(any_url: str, revision: str) -> None:
    engine = create_engine(any_url.replace("postgresql:", "postgresql+psycopg:")
                           if "://" in any_url else f"sqlite:///{any_url}")  # fmt: skip
    with engine.begin() as connection:
        migrate(connection, revision)
        # As the first version writes it; every later one has to take it over.
        connection.exec_driver_sql(
            "INSERT INTO sections (id, salt, name) VALUES (1, 'salt', 'Monday')"
        )
    engine.dispose()
    with open_gradebook(any_url) as book:
        newest = revisions()[-1]
        assert any(newest in note for note in book.notes) == (revision != newest)
        with book.read() as session:
            there = session.connection()
            assert there.exec_driver_sql("SELECT name FROM sections").scalar() == "Monday"
            context = MigrationContext.configure(there, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []


def test_an_earlier_gradebook_keeps_its_grades_and_its_audit(any_url: str) -> None:
    with open_gradebook(any_url) as book:
        enrol(book, ["ada"])
        record_results(book, "ada", A1, [result("ada")])
        before = totals(book, A1)
    with open_gradebook(any_url, create=False) as again:
        assert totals(again, A1) == before
        assert verify(again).sound


def test_the_versions_of_the_tables_follow_each_other() -> None:
    assert revisions() == tuple(f"{n:04}" for n in range(1, len(revisions()) + 1))


def test_every_version_is_in_the_installed_package() -> None:
    root = Path(__file__).parents[2]
    versions = root / "autograder" / "gradebook" / "migrations" / "versions"
    for folder in (versions, *versions.parents):
        if folder == root:
            break
        assert (folder / "__init__.py").is_file(), f"{folder} would be left out of the wheel"
    assert {path.stem[:4] for path in versions.glob("[0-9]*.py")} == set(revisions())
