"""A multiple-choice cell as a worker runs it, where no person can click."""

import json

from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.local import LocalEngine
from autograder.records.assignment import Limits

SECONDS = 600.0
QUESTION = {"title": "Sizes", "stem": "How many?", "options": {letter: letter for letter in "ABCD"}}
FILE = {"schema": 1, "assignment": "tiny", "graded": {"Q1": QUESTION}, "practice": {}}


def test_a_question_that_nobody_answered_stops_no_cell() -> None:
    engine = LocalEngine(library=Library(unused=("torch", "scipy")))
    try:
        with engine.start(Limits(), {"questions.json": json.dumps(FILE).encode()}) as worker:
            for source in ('Q1 = mcq("Q1")', 'Q1 = mcq("Q1", "B")'):
                cell = f"from gradekit.mcq import mcq\n{source}"
                assert worker.run_cell(cell, "cell 1", SECONDS) is None
            assert worker.get("Q1", SECONDS) == "B"
    finally:
        engine.close()
