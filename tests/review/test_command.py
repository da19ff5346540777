"""The commands as people type them: serve the page, freeze the site."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.gradebook_class import A1


@pytest.fixture
def files(class_files: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    book, work = (Path(shutil.copy(path, tmp_path)) for path in class_files)
    return book, work


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "autograder", *map(str, words)]


def test_the_link_that_is_printed_opens_the_page(files: tuple[Path, Path]) -> None:
    book, work = files
    words = command("review", "--db", book, "--work", work, "--port", 0, "--author", "ada")
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=book.parent
    ) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if line.startswith("Open "))
            link = line.split()[1]
            browser = requests.Session()
            page = browser.get(link, timeout=300)
            assert page.status_code == 200
            assert "ada, instructor" in page.text
            base = link.split("/enter")[0]
            assert "s05" in browser.get(f"{base}/{A1}/", timeout=300).text
            assert requests.get(link, timeout=300).status_code == 403
        finally:
            # An interrupt is ignored by what was started in the background.
            server.terminate()
            server.wait()


def test_who_can_be_reached_from_outside_needs_a_log_in(files: tuple[Path, Path]) -> None:
    words = command("review", "--db", files[0], "--host", "0.0.0.0")
    done = subprocess.run(words, capture_output=True, text=True, cwd=files[0].parent, check=False)
    assert done.returncode == 2
    assert "[review.oidc]" in done.stderr


@pytest.mark.parametrize("words", [("review",), ("report", "site")])
def test_a_gradebook_that_is_not_there_is_not_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    absent = tmp_path / "gradebok.db"
    done = subprocess.run(
        command(*words, "--db", absent), capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert f"There is no gradebook at {absent}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_report_writes_the_site(files: tuple[Path, Path], tmp_path: Path) -> None:
    book, work = files
    words = command("report", tmp_path / "site", "--db", book, "--work", work)
    done = subprocess.run(words, capture_output=True, text=True, cwd=book.parent, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()
    assert "open " in done.stdout
