"""What lint says of Otter 7 is what Otter 7 does: one compilation, one fact a test."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from otter.assign.assignment import Assignment as OtterConfig

from autograder.records.notebook import Notebook, read_notebook, source
from autograder.release import archive
from tests.release.otters import DOT, check, code, question, raw, text, write

CONFIG = """# ASSIGNMENT CONFIG
name: facts
strip_solutions_from_all_cells: true
generate: {seed: 42, points: 10}
tests: {ok_format: false}"""
ONE = [check("test_one", "a", 1)]
FUNCTION = "def test_b(a):\n    assert a, 'none'"

CELLS = [
    raw(CONFIG),
    text("# Facts"),
    code("# ignore dilation for now\ndropped = True"),
    code("outside = 42  # SOLUTION"),
    code("x = 1\nprint(x) # IGNORE"),
    *question("name: q1\npoints: 2", code("a = 1 #SOLUTION"), tests=ONE),
    *question(
        "name: q2",
        code('""" # BEGIN PROMPT\na = ...\n"""; # END PROMPT\na = 1 # SOLUTION NO PROMPT'),
        tests=[check("test_hidden", "a", 1, hidden=True), check("test_public", "a", 1)],
    ),
    *question(
        "name: q3\nall_or_nothing: true\npoints: {each: 2}", code("a = 1 # SOLUTION"), tests=ONE
    ),
    *question("name: q4\nexport: true\npoint: 50", code("# begin solution\na = 1"), tests=ONE),
    *question("name: q5\ncheck_cell: false", code("a = 1 # SOLUTION"), tests=ONE),
    *question(
        "name: q6\npoints: [2, 3]",
        code("a = 1 # SOLUTION"),
        tests=[check("test_first", "a", 1, hidden=True), check("test_second", "a", 1)],
    ),
    *question(
        "name: q7",
        code("a = 1 # SOLUTION"),
        tests=[
            code("# the hidden layer\n" + FUNCTION),
            check("test_same", "a", 2),
            check("test_same", "a", 1),
        ],
    ),
    *question(
        "name: q8",
        code("a = 1 # SOLUTION"),
        tests=[code(f"{FUNCTION}\n\ndef helper():\n    pass")],
    ),
    *question(
        "name: q9\npoints: 2",
        code("a = 1 # SOLUTION"),
        tests=[
            code(
                '""" # BEGIN TEST CONFIG\npoints: 1\nhiden: true\n'
                f'failure_message: Use "same".\n""" # END TEST CONFIG\n{FUNCTION}'
            )
        ],
    ),
    *question(
        "name: q 10", code("a = 1 # SOLUTION"), tests=[code(FUNCTION + "\n\ntest_b(a) # IGNORE")]
    ),
    raw("#  begin   question\nname: q11\nmanual: true"),
    raw("# BEGIN SOLUTION"),
    {**text("Kept?"), "metadata": {"tags": ["otter_include"]}},
    raw("# END SOLUTION"),
    raw("# END QUESTION"),
    *question("name: q12\nmanual: true", code("plot = 1 # SOLUTION"), before="Draw."),
    {**text("![me](attachment:me.png)"), "attachments": {"me.png": {"image/png": "AAAA"}}},
]


@dataclass(frozen=True)
class Facts:
    """What Otter made of the notebook."""

    student: Notebook
    zip: dict[str, bytes]

    @property
    def texts(self) -> list[str]:
        return [source(cell) for cell in self.student["cells"]]

    def tests(self, question: str) -> str:
        return self.zip[f"tests/{question}.py"].decode()


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("otter")
    write(folder / "facts.ipynb", CELLS)
    (folder / "dot.png").write_bytes(DOT)
    command = [sys.executable, "-m", "otter", "assign", "facts.ipynb", "dist", "--no-run-tests"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = (folder / "dist/autograder").glob("*.zip")
    student = read_notebook(folder / "dist/student/facts.ipynb")
    return Facts(student, archive.read_zip(made.read_bytes()))


def test_a_marker_without_a_space_is_obeyed(facts: Facts) -> None:
    assert "a = ..." in facts.texts


def test_a_prompt_may_end_with_a_semicolon(facts: Facts) -> None:
    assert '""" # BEGIN' not in "".join(facts.texts)
    assert facts.texts.count("a = ...") >= 2


def test_a_marker_in_lower_case_leaves_the_solution_to_students(facts: Facts) -> None:
    assert "# begin solution\na = 1" in facts.texts


def test_solutions_outside_a_block_and_ignored_lines_are_taken_out(facts: Facts) -> None:
    assert "outside = ..." in facts.texts
    assert "x = 1" in facts.texts


def test_a_cell_that_begins_with_ignore_is_dropped(facts: Facts) -> None:
    assert not any("dropped" in text for text in facts.texts)


def test_all_or_nothing_each_export_check_cell_and_seed_are_obeyed(facts: Facts) -> None:
    assert "all_or_nothing = True" in facts.tests("q3")
    assert "points = 2" in facts.tests("q3")
    assert any("<!-- BEGIN QUESTION -->" in text for text in facts.texts)
    assert 'grader.check("q5")' not in facts.texts
    assert {"tests": ["q5"]} in [cell["metadata"].get("otter") for cell in facts.student["cells"]]
    assert json.loads(facts.zip["otter_config.json"])["seed"] == 42


def test_unknown_keys_of_a_question_and_of_a_test_are_ignored(facts: Facts) -> None:
    assert "points = None" in facts.tests("q4")
    assert "hidden=False" in facts.tests("q9")


def test_points_in_a_list_are_those_of_other_tests_where_a_hidden_one_comes_first(
    facts: Facts,
) -> None:
    assert "points = [2, 3]" in facts.tests("q6")
    assert "points = [2]" in facts.student["metadata"]["otter"]["tests"]["q6"]


def test_only_hidden_before_public_with_points_of_its_own_is_in_order(facts: Facts) -> None:
    assert "test_public" in facts.student["metadata"]["otter"]["tests"]["q2"]


def test_the_word_hidden_in_the_first_comment_hides_and_a_second_name_is_lost(facts: Facts) -> None:
    tests = facts.tests("q7")
    assert "hidden=True" in tests
    scope: dict[str, Any] = {}
    exec(tests, scope)
    assert sorted(name for name in scope if name.startswith("test_")) == [
        *("test_b", "test_case", "test_same"),
    ]


def test_a_helper_after_the_function_is_dropped_and_a_call_is_allowed(facts: Facts) -> None:
    assert "helper" not in facts.tests("q8")
    assert "def test_b(a)" in facts.tests("q 10")


def test_a_double_quote_in_a_message_breaks_the_test_file(facts: Facts) -> None:
    with pytest.raises(SyntaxError):
        compile(facts.tests("q9"), "q9.py", "exec")


def test_headings_are_read_in_either_case_and_text_in_a_solution_stays_with_staff(
    facts: Facts,
) -> None:
    assert "_Type your answer here, replacing this text._" in "".join(facts.texts)
    assert not any("Kept?" in text for text in facts.texts)


def test_a_manual_question_may_ask_for_code_and_an_attachment_stays(facts: Facts) -> None:
    assert any(text.endswith("plot = ...") for text in facts.texts)
    assert {"me.png": {"image/png": "AAAA"}} in [
        c.get("attachments") for c in facts.student["cells"]
    ]


def test_an_unknown_key_of_the_config_is_refused_and_one_below_it_is_ignored() -> None:
    with pytest.raises(ValueError, match="init_cel"):
        OtterConfig(require_valid_keys=True).update({"init_cel": False})
    config = OtterConfig(require_valid_keys=True)
    config.update({"tests": {"ok_fromat": False}, "export_cell": {"pfd": False}})
    assert config.tests.ok_format
    assert config.export_cell.pdf


def test_more_points_in_tests_than_in_the_question_are_refused() -> None:
    from otter.test_files.abstract_test import TestCase, TestFile

    cases = [TestCase("", "", False, 2, None, None)]
    with pytest.raises(ValueError, match="More points"):
        TestFile.resolve_test_file_points(1, cases)
