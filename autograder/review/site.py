"""The pages of one graded class, made from the files that grading wrote: no gradebook is needed."""

import tempfile
from pathlib import Path

from autograder.gradebook import import_results, open_gradebook
from autograder.records.course import Course
from autograder.records.review import ReviewSettings
from autograder.review.app import create_app
from autograder.review.freezing import JOBS, Frozen, freeze
from autograder.review.standing import made_from, note, stands
from autograder.review.work import WorkStore, gather


def write_site(
    out: Path,
    *,
    course: Course | None = None,
    assignment: str = "",
    submissions: Path | None = None,
    form: str | None = None,
) -> Frozen:
    """Write `index.html` and a folder of pages beside the results of a class.

    They are those of the review page, frozen; what people decided is in the course's gradebook,
    whose site `autograder report` writes. Pages that are there already, of these very results,
    are left as they are.

    Args:
        out: The `--out` folder of a batch, with results and grades.
        course: The course, for solutions and questions; None: pages show less.
        assignment: Id of what was graded, to read the hand-ins.
        submissions: The class that was graded, so that pages show code; None: they do not.
        form: How it is laid out; found out when None.

    Raises:
        AutograderError: If the folder holds no results or cannot be written.
    """
    hashed = "" if course is None else made_from(out, course, assignment, submissions, form)
    if hashed and (pages := stands(out, assignment, hashed)):
        return Frozen(out / "index.html", pages)
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        work = WorkStore(Path(folder) / "work.db")
        try:
            with open_gradebook(Path(folder) / "gradebook.db", create=True) as book:
                import_results(book, "autograder", out)
                if course is not None and submissions is not None:
                    gather(work, course, assignment, submissions, form=form)
                # Nobody logs in here: a secret that is not set is not missed.
                settings = course.settings.review if course is not None else ReviewSettings()
                plain = settings.model_copy(update={"oidc": None, "jupyterhub": None})
                app = create_app(book, course=course, settings=plain, work=work)
                frozen = freeze(app, out, jobs=JOBS)
        finally:
            work.close()
    if hashed:
        note(out, assignment, hashed)
    return frozen
