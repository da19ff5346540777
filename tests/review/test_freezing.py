"""The frozen site: complete, without a server, and as safe as the pages that are served."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from autograder.review.freezing import Frozen, freeze
from tests.review.conftest import Staff


@pytest.fixture(scope="module")
def site(klass: dict[str, Staff], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Frozen]:
    out = tmp_path_factory.mktemp("site")
    return out, freeze(klass["ta"].app, out)


def pages(out: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))}


def test_every_link_leads_to_a_file_and_every_file_is_linked_to(site: tuple[Path, Frozen]) -> None:
    out, frozen = site
    assert frozen.front == out / "index.html"
    reached = {frozen.front}
    for path, text in pages(out).items():
        for found in re.findall(r'(?:href|src)="([^"]+)"', text):
            parts = urlsplit(unescape(found))
            if parts.scheme == "data":
                continue
            assert not parts.scheme, found
            assert not parts.netloc, found
            assert not parts.query, found
            if parts.path:
                target = (path.parent / unquote(parts.path)).resolve()
                assert target.is_file(), (path, found)
                reached.add(target)
    assert reached == {path for path in out.rglob("*") if path.is_file()}
    assert frozen.pages == len(reached)


def test_it_has_a_page_for_each_student_and_their_notebook(site: tuple[Path, Frozen]) -> None:
    out, _ = site
    names = [path.name for path in out.rglob("*.html")]
    assert sum(name.startswith("student-show") for name in names) == 30
    assert sum(name.startswith("handed_in-notebook") for name in names) == 29
    assert any(path.suffix == ".png" for path in out.rglob("*"))


def test_it_asks_for_nothing_and_runs_nothing(site: tuple[Path, Frozen]) -> None:
    for path, text in pages(site[0]).items():
        assert "<script" not in text.lower(), path
        assert "<form" not in text, path
        assert "csrf" not in text, path
        assert "default-src 'none'" in unescape(text), path
        assert "\x1b" not in text
        for tag in re.findall(r"<[a-zA-Z][^>]*>", text):
            assert not re.search(r"\son\w+=", re.sub(r'"[^"]*"', "", tag)), (path, tag)


def test_files_are_their_owners_alone(site: tuple[Path, Frozen]) -> None:
    assert {path.stat().st_mode & 0o077 for path in site[0].rglob("*") if path.is_file()} == {0}


def test_several_processes_write_the_same_site(
    klass: dict[str, Staff], site: tuple[Path, Frozen], tmp_path: Path
) -> None:
    out, alone = site
    together = freeze(klass["ta"].app, tmp_path, jobs=2, many=1)
    assert together.pages == alone.pages
    names = {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
    assert names == {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert all((out / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)
