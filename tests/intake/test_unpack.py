"""Archives that mean harm, and some that only look odd."""

import io
import stat
import zipfile

import pytest

from autograder.intake.plain_files import MIB
from autograder.intake.unpack import MAX_MEMBERS, read_archive
from autograder.records.errors import IntakeError


def archive(members: dict[str, bytes], **changes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            out.writestr(info, content)
    return buffer.getvalue()


def notebooks_only(path: str) -> int | None:
    return 4 * MIB if path.endswith(".ipynb") else None


def read(data: bytes) -> dict[str, bytes]:
    return read_archive(data, "ada.zip", notebooks_only).members


def test_only_wanted_members_are_read() -> None:
    data = archive({"a1.ipynb": b"{}", "sub/": b"", ".OTTER_LOG": b"\x80\x04."})
    assert read(data) == {"a1.ipynb": b"{}"}


def test_backslashes_of_an_older_windows_archiver_are_separators() -> None:
    assert read(archive({"work\\a1.ipynb": b"{}"})) == {"work/a1.ipynb": b"{}"}


@pytest.mark.parametrize(
    "name",
    ["/etc/x.ipynb", "../x.ipynb", "a/../../x", "C:\\x.ipynb", "a\\..\\..\\x", "\\\\host\\x"],
)
def test_a_path_that_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(IntakeError, match=r"ada\.zip holds the unsafe path"):
        read(archive({"a1.ipynb": b"{}", name: b"x"}))


@pytest.mark.parametrize(
    ("kind", "word"), [(stat.S_IFLNK, "link"), (stat.S_IFCHR, "device"), (stat.S_IFIFO, "pipe")]
)
def test_links_and_devices_are_refused(kind: int, word: str) -> None:
    with pytest.raises(IntakeError, match=rf"'x' is a .*{word}"):
        read(archive({"x": b"/etc/passwd"}, external_attr=(kind | 0o777) << 16, create_system=3))


def test_more_files_than_are_read_are_refused() -> None:
    data = archive({f"{n}.ipynb": b"" for n in range(MAX_MEMBERS + 1)})
    with pytest.raises(IntakeError, match="more than 500 files"):
        read(data)


def test_files_that_are_not_read_are_not_counted() -> None:
    data = archive({"a1.ipynb": b"{}", **{f"data/{n}.png": b"" for n in range(MAX_MEMBERS + 1)}})
    assert read(data) == {"a1.ipynb": b"{}"}


def test_litter_is_passed_over_whatever_it_holds_and_named() -> None:
    members = {f".venv/lib/p{n}/__init__.py": b"" for n in range(MAX_MEMBERS + 1)}
    data = archive({"a1.ipynb": b"{}", "__MACOSX/._a1.ipynb": b"", **members})
    found = read_archive(data, "ada.zip", notebooks_only)
    assert found.members == {"a1.ipynb": b"{}"}
    assert found.litter == {".venv", "__MACOSX"}


def test_a_list_that_is_too_long_to_parse_is_refused_by_its_length() -> None:
    data = bytearray(archive({"a1.ipynb": b"{}"}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 10 : end + 12] = (60_000).to_bytes(2, "little")
    with pytest.raises(IntakeError, match="lists more than 50000 files"):
        read(bytes(data))


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    with pytest.raises(IntakeError, match=r"'zeros' would grow \d+ times"):
        read(archive({"zeros": bytes(80 * MIB)}))


def test_a_bomb_that_declares_little_is_cut_at_the_bound() -> None:
    data = bytearray(archive({"a1.ipynb": bytes(6 * MIB)}))
    with pytest.raises(IntakeError, match=r"'a1\.ipynb' is larger than 4 MiB"):
        read(bytes(data))
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    with pytest.raises(IntakeError, match="damaged"):
        read(bytes(data))


def test_more_than_the_whole_may_hold_is_refused() -> None:
    data = bytearray(archive({"a.ipynb": b"x"}))
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = (201 * MIB).to_bytes(4, "little")
    with pytest.raises(IntakeError, match="more than 200 MiB"):
        read(bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", ["a1.ipynb", "A1.IPYNB"])
def test_names_that_are_one_on_some_computers_are_refused(other: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("a1.ipynb", b"{}")
        out.writestr(other, b"{}")
    with pytest.raises(IntakeError, match="one name on some computers"):
        read(buffer.getvalue())


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(archive({"a1.ipynb": b"{}"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(magic) + offset
        data[position] |= 1
    with pytest.raises(IntakeError, match=r"ada\.zip is encrypted"):
        read(bytes(data))


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + bytes(200)])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(IntakeError, match=r"ada\.zip is not a zip"):
        read(data)


def test_damage_anywhere_is_refused_and_never_another_error() -> None:
    data = archive({"a1.ipynb": b"{}" * 500, "answers.json": b"{}"})
    refused = 0
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 0xFF
        try:
            read(bytes(broken))
        except IntakeError:
            refused += 1
    assert refused > len(data) // 4


def test_a_directory_entry_that_claims_a_huge_list_is_refused() -> None:
    data = bytearray(archive({"a1.ipynb": b"{}"}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = (500 * MIB).to_bytes(4, "little")
    with pytest.raises(IntakeError, match="lists more than 50000 files"):
        read(bytes(data))
