"""nbgrader on an equal assignment; runs under the Python that has nbgrader.

`python nbgrader_peer.py COURSE STUDENTS OUT`: COURSE holds `source/` and `submitted/`, STUDENTS is
a comma-separated list. Each student is autograded alone in this one warm process.
"""

import json
import logging
import sys
import time
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config


def main(course: str, students: str, out: str) -> None:
    """Generate the assignment, autograde every student, write seconds and points."""
    config = Config()
    config.CourseDirectory.root = course
    config.CourseDirectory.course_id = "bench"
    config.ExecutePreprocessor.timeout = 120
    config.Application.log_level = logging.ERROR
    api = NbGraderAPI(config=config)
    made = api.generate_assignment("a1")
    if not made["success"]:
        raise SystemExit(made.get("log") or made.get("error"))
    names = students.split(",")
    figures = {}
    for turn, student in enumerate([names[0], *names]):
        began = time.perf_counter()
        done = api.autograde("a1", student, force=True)
        seconds = time.perf_counter() - began
        if not done["success"]:
            raise SystemExit(done.get("log") or done.get("error"))
        if turn:
            points = api.get_submission("a1", student)["score"]
            figures[student] = {"seconds": seconds, "points": points}
    Path(out).write_text(json.dumps({"each": figures}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
