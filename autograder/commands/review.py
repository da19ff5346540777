"""Commands of the review page: `review` serves it, `report` freezes it into a folder."""

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import typer

from autograder.commands.gradebook import Author, Where, author_of
from autograder.records.course import Course, find_course
from autograder.records.errors import AutograderError, ConfigError
from autograder.records.review import ReviewPerson, ReviewSettings

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook
    from autograder.review.work import WorkStore

WORK = "work.db"
"""Where notebooks are kept for the pages unless told otherwise, beside the gradebook."""

Handed = Annotated[
    list[str] | None,
    typer.Option(
        "--submissions",
        metavar="ID=DIR",
        help="Class folder or zip of an assignment, so that pages show the code; repeatable.",
    ),
]
WorkFile = Annotated[
    Path | None,
    typer.Option("--work", help="File that keeps the notebooks; the course's work.db if left out."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(review)
    app.command()(report)


def review(
    where: Where = None,
    submissions: Handed = None,
    work: WorkFile = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any.")] = 8765,
    address: Annotated[
        str | None,
        typer.Option(
            "--address", help="What people open, such as https://review.example.edu, of a proxy."
        ),
    ] = None,
    author: Author = None,
    role: Annotated[
        Literal["instructor", "ta"], typer.Option("--role", help="Role of who uses the link.")
    ] = "instructor",
    threads: Annotated[int, typer.Option("--threads", min=1, max=256)] = 16,
) -> None:
    """Serve the review page of the gradebook: read, grade, override, answer, repair, export."""
    import waitress

    from autograder.review.app import create_app, new_link
    from autograder.review.warming import warm
    from autograder.review.work import forget_erased

    course = _course(where)
    settings = course.settings.review if course is not None else ReviewSettings()
    local = _is_local(host)
    if not local and settings.oidc is None and settings.jupyterhub is None:
        raise ConfigError(
            f"{host} can be reached from other machines: set up [review.oidc] or "
            "[review.jupyterhub] in course.toml, or leave out --host."
        )
    with ExitStack() as opened:
        book = opened.enter_context(_opened(course, where))
        for note in book.notes:
            _line(note)
        kept = open_work(work, course, where)
        for given in submissions or ():
            _gather(kept, course, given)
        forget_erased(book, kept)
        owner = ReviewPerson(login=author_of(author), role=role) if local else None
        app = create_app(
            book,
            course=course,
            work=kept,
            owner=owner,
            hosts=_hosts(host, address),
            secure=bool(address and address.startswith("https")),
        )
        if address:
            from werkzeug.middleware.proxy_fix import ProxyFix

            app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1)  # type: ignore[method-assign]
        server = waitress.create_server(app, host=host, port=port, threads=threads, ident="")
        base = address or f"http://{_shown(host)}:{server.effective_port}"
        if owner is None:
            _line(f"Open {base}")
        else:
            _line(f"Open {new_link(app, base)}")
            _line("The link is good once; press Enter for a new one, Ctrl+C to stop.")
            _print_links(lambda: new_link(app, base))
        ended = threading.Event()
        # What takes long the first time is read while people come in.
        threading.Thread(target=warm, args=(app, ended), daemon=True).start()
        try:
            server.run()
        finally:
            ended.set()
            server.close()


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the site.")],
    where: Where = None,
    submissions: Handed = None,
    work: WorkFile = None,
) -> None:
    """Freeze the review page of the class into a folder: no server, no network, no forms."""
    from autograder.review.app import create_app
    from autograder.review.freezing import JOBS, freeze
    from autograder.review.warming import warm
    from autograder.review.work import forget_erased

    course = _course(where)
    with _opened(course, where) as book:
        kept = open_work(work, course, where)
        for given in submissions or ():
            _gather(kept, course, given)
        forget_erased(book, kept)
        settings = course.settings.review if course is not None else ReviewSettings()
        # Nobody logs in here: a secret that is not set is not missed.
        plain = settings.model_copy(update={"oidc": None, "jupyterhub": None})
        app = create_app(book, course=course, settings=plain, work=kept)
        # Read once here, not once in each process that draws.
        warm(app)
        done = freeze(app, out, jobs=JOBS)
    _line(f"{done.pages} files; open {done.front}")


def _opened(course: Course | None, where: str | None) -> "Gradebook":
    """The gradebook that was named, or the course's, which may have to be made."""
    from autograder.gradebook import open_gradebook

    return open_gradebook(where or _place(course), create=where is None)


def open_work(path: Path | None, course: Course | None, where: str | None) -> "WorkStore":
    """The file of notebooks that the command line names, or the course's."""
    from autograder.review.work import WorkStore

    if path is None and course is not None:
        path = course.root / WORK
    elif path is None and where is not None and "://" not in where:
        path = Path(where).parent / WORK
    return WorkStore(path)


def _gather(work: "WorkStore", course: Course | None, given: str) -> None:
    from autograder.review.work import gather

    assignment, separator, folder = given.partition("=")
    if course is None or not separator:
        raise ConfigError(
            f"--submissions {given} cannot be read: write ID=DIR, and run it inside the course."
        )
    done = gather(work, course, assignment, Path(folder))
    _line(f"{assignment}: {done.kept} hand-ins can be shown.")
    for student, reason in done.refused.items():
        _line(f"{assignment}: {student} cannot: {reason}")


def _course(where: str | None) -> Course | None:
    try:
        return find_course(Path.cwd())
    except ConfigError as error:
        if where is None:
            raise ConfigError(f"{error} Or name a gradebook with --db.") from error
        return None


def _place(course: Course | None) -> str | Path:
    if course is None:
        raise AutograderError("There is no course here; name a gradebook with --db.")
    return course.gradebook


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _hosts(host: str, address: str | None) -> list[str] | None:
    """Names that requests may ask for; another name that leads here is refused."""
    if address:
        name = urlsplit(address).hostname
        if not name:
            raise ConfigError(f"{address!r} is not an address such as https://review.example.edu.")
        return [name]
    return ["127.0.0.1", "localhost", "[::1]", host] if _is_local(host) else None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _print_links(make: Callable[[], str]) -> None:
    """Print a new link whenever somebody presses Enter."""
    if not sys.stdin or not sys.stdin.isatty():
        return

    def listen() -> None:
        for _ in sys.stdin:
            _line(f"Open {make()}")

    threading.Thread(target=listen, daemon=True).start()


def _line(text: str) -> None:
    print(text, flush=True)
