"""nbgrader on an equal assignment; runs under the Python that has nbgrader.

`python -m bench.nbgrader_peer COURSE FIRST`: COURSE holds `source/` and `submitted/`. Each student
is autograded alone in this one warm process; FIRST once before the clock runs.
"""

import logging
import sys

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from bench.serving import Figures, Grade, serve


def main(course: str, first: str) -> None:
    """Generate the assignment and serve."""
    config = Config()
    config.CourseDirectory.root = course
    config.CourseDirectory.course_id = "bench"
    config.ExecutePreprocessor.timeout = 600
    config.Application.log_level = logging.ERROR
    api = NbGraderAPI(config=config)

    def must(done: dict[str, object]) -> None:
        if not done["success"]:
            raise SystemExit(done.get("log") or done.get("error"))

    def grade(student: str) -> float:
        must(api.autograde("a1", student, force=True))
        return float(api.get_submission("a1", student)["score"])

    def prepare() -> tuple[Grade, Figures]:
        must(api.generate_assignment("a1"))
        grade(first)
        return grade, dict

    serve(prepare)


if __name__ == "__main__":
    main(*sys.argv[1:])
