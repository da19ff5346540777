"""Executing notebooks: outputs are kept without paths of this machine, failures name their cell."""

from pathlib import Path

import pytest

from autograder.records.errors import ReleaseError
from autograder.records.notebook import Notebook, new_cell, new_notebook
from autograder.release.execute import execute, is_executed, same_code, with_outputs


def _notebook(*codes: str) -> Notebook:
    return new_notebook([new_cell("markdown", "Text."), *(new_cell("code", c) for c in codes)], "x")


def test_outputs_stay_and_paths_of_the_machine_go(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("7\n")
    given = _notebook(
        "from pathlib import Path\nprint(Path('data.txt').read_text(), Path('data.txt').resolve())",
        "import warnings\nwarnings.warn('mind the gap')",
        "Path.cwd()",
    )
    done = execute(given, tmp_path, "it")
    assert is_executed(done)
    assert not is_executed(given)
    assert same_code(done, given)
    text = str([cell.get("outputs") for cell in done["cells"]])
    assert str(tmp_path) not in text
    assert "ipykernel" not in text
    assert "mind the gap" in text
    assert "data.txt" in text
    again = with_outputs(given, done)
    assert again == done


def test_a_path_that_cannot_be_cleaned_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"it: cell 2 shows a path of this machine"):
        execute(_notebook("import sys\nprint(sys.prefix + '/lib')"), tmp_path, "it")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "it: cell 3 raises ZeroDivisionError: division by zero"),
        ("import os\nos._exit(3)", "it: the kernel died"),
        ("import time\ntime.sleep(60)", "it: a cell takes longer than 2 s"),
    ],
)
def test_a_failure_is_told_in_one_line(code: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        execute(_notebook("x = 1", code), tmp_path, "it", cell_seconds=2)
    assert str(caught.value).startswith(words)


def test_handing_in_is_left_to_the_student(tmp_path: Path) -> None:
    given = _notebook("def submit(name):\n    print('handed in', name)", "submit('x')")
    done = execute(given, tmp_path, "it")
    assert is_executed(done)
    assert done["cells"][-1]["outputs"] == []
    output = {"output_type": "stream", "name": "stdout", "text": "handed in x\n"}
    done["cells"][-1] |= {"outputs": [output], "execution_count": 2}
    assert with_outputs(given, done)["cells"][-1]["outputs"] == []
