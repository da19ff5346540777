"""Before handing in: the saved notebook run as the grader will run it, and what came of it."""

from gradekit.preflight.report import preflight, report

__all__ = ["preflight", "report"]
