"""Compiled templates outlive their process, and what is wrong with a kept one costs only time."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from autograder.review.compiling import CompiledTemplates


def environment(folder: Path) -> Environment:
    """As in a new process: nothing in memory."""
    templates = DictLoader({"page": "Hello {{ name }}"})
    return Environment(loader=templates, bytecode_cache=CompiledTemplates(folder), autoescape=True)


def drawn(folder: Path) -> str:
    return environment(folder).get_template("page").render(name="<you>")


def test_what_one_process_compiled_the_next_one_only_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "deep" / "templates"
    assert drawn(kept) == "Hello &lt;you&gt;"
    assert len(list(kept.iterdir())) == 1
    monkeypatch.setattr(Environment, "compile", None)
    assert drawn(kept) == "Hello &lt;you&gt;"


@pytest.mark.parametrize("content", [b"", b"other", b"half"])
def test_a_spoilt_file_is_compiled_and_kept_anew(tmp_path: Path, content: bytes) -> None:
    drawn(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content == b"half" else content)
    assert drawn(tmp_path) == "Hello &lt;you&gt;"
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert drawn(tmp_path / "file" / "templates") == "Hello &lt;you&gt;"
