"""How quickly the review page answers at 1,000 students x 6 assignments.

Run: `python -m bench.review [--rounds N] [--class FOLDER] [--json FILE]`. Each view is
asked for many times, of changing assignments and students, and every tenth time after somebody
changed a grade, so that nothing that was kept is of use: the 95th percentile is that of a page made
anew. Then 30 teaching assistants (locust) work at once for a while on this machine alone, and the
site of the whole course is frozen. A class that was made once is used again where it lies.

The bound holds for the time of the processor: on the clock other work on the machine counts, too,
so that figure is given beside it with the load.
"""

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import waitress
from flask import Flask
from flask.testing import FlaskClient

from autograder import gradebook
from autograder.gradebook import Gradebook, Marking
from autograder.records.review import ReviewPerson, ReviewSettings
from autograder.review.app import create_app, new_link
from autograder.review.freezing import JOBS, freeze
from autograder.review.warming import warm
from bench.report import machine, table, write
from bench.review_class import make_class, reopened

STUDENTS, ASSIGNMENTS, ROUNDS, USERS, SECONDS = 1000, 6, 60, 30, 30
BOUND_MS, FROZEN_BOUND = 300.0, 60.0
DONE = "1000x6.done"
EVERY = 10  # a change after so many requests

VIEWS = {
    "front": "/",
    "class": "/{a}/",
    "class_searched": "/{a}/?q=ada&sort=points&down=1",
    "student": "/{a}/student?who={s}",
    "read": "/{a}/read",
    "read_written": "/{a}/read/w1?show=all",
    "read_code": "/{a}/read/q{n}?show=all",
    "rubric": "/{a}/read/w1/rubric",
    "mcq": "/{a}/mcq",
    "mistakes": "/{a}/mistakes",
    "accuracy": "/{a}/accuracy",
    "accuracy_of_one": "/{a}/accuracy/of?who={s}",
    "leaderboard": "/{last}/leaderboard",
    "decisions": "/{a}/decisions",
    "repair": "/{a}/decisions/repair?check=q{n}-2&rule=full",
    "rule": "/{a}/decisions/rule?question=Q1&kind=accept&options=C",
    "requests": "/{a}/requests",
    "exports": "/{a}/exports",
    "audit": "/{a}/audit",
}


def main() -> None:
    """Measure, print, write; the exit code says whether the bounds hold."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-review-") as name:
        folder = Path(name)
        ids = _class(options.folder, folder)
        book, work = reopened(folder)
        owner = ReviewPerson(login="bench", role="instructor")
        app = create_app(book, settings=ReviewSettings(), work=work, owner=owner)
        for limiter in app.extensions["limiter"]:
            limiter.enabled = False  # all of them come from one address
        figures: dict[str, Any] = {"machine": machine(), "load": [round(os.getloadavg()[0], 1)]}
        _of_pages(app, book, ids, options, figures)
        figures |= of_users(app, ids, USERS, SECONDS)
        print(f"{figures['requests']} requests of {USERS} users: {figures['errors']} errors")
        write(options.json, figures)
        began, spent = time.perf_counter(), _processor()
        site = freeze(app, folder / "site", jobs=JOBS)
        frozen = time.perf_counter() - began
        book.close()
    print(f"{site.pages} files frozen in {frozen:.1f} s")
    figures |= {
        "frozen_seconds": round(frozen, 1),
        "frozen_processor_seconds": round(_processor() - spent, 1),
        "frozen_files": site.pages,
    }
    figures["load"].append(round(os.getloadavg()[0], 1))
    write(options.json, figures)
    slow = [view for view, ms in figures["processor_p95_ms"].items() if ms > BOUND_MS]
    if slow or figures["errors"] or frozen > FROZEN_BOUND:
        sys.exit(
            f"bounds do not hold: slow {slow}, errors {figures['errors']}, frozen {frozen:.0f} s"
        )


def _of_pages(
    app: Flask,
    book: Gradebook,
    ids: list[str],
    options: argparse.Namespace,
    figures: dict[str, Any],
) -> None:
    """Measure the views and tell it at once: what comes after takes long."""
    first = first_views(app, ids[0])
    began = time.perf_counter()
    warm(app)
    warmed = time.perf_counter() - began
    p95, processor = of_views(app, book, ids, STUDENTS, options.rounds)
    table(
        f"{STUDENTS} students x {ASSIGNMENTS} assignments, milliseconds",
        ("view", "p95", "p95 of the processor"),
        [(view, f"{ms:.0f}", f"{processor[view]:.0f}") for view, ms in p95.items()],
    )
    print("first view of an assignment, ms of the processor:", first)
    print(f"everything read once in {warmed:.1f} s")
    figures |= {
        "p95_ms": {view: round(ms, 1) for view, ms in p95.items()},
        "processor_p95_ms": {view: round(ms, 1) for view, ms in processor.items()},
        "first_processor_ms": first,
        "warm_seconds": round(warmed, 1),
    }
    write(options.json, figures)


def _processor() -> float:
    """Seconds of the processor that this process and those that it waited for have had."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests for each view")
    parser.add_argument(
        "--class", type=Path, dest="folder", help="folder with a class; made there if it has none"
    )
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser.parse_args()


def _class(kept: Path | None, folder: Path) -> list[str]:
    """A class in the folder, which will be changed: a copy of the kept one, or made there."""
    ids = [f"a{n}" for n in range(1, ASSIGNMENTS + 1)]
    if kept is None:
        make_class(folder, STUDENTS, ids)
        return ids
    if not (kept / DONE).exists():
        kept.mkdir(parents=True, exist_ok=True)
        make_class(kept, STUDENTS, ids)
        (kept / DONE).touch()
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return ids


def first_views(app: Flask, assignment: str) -> dict[str, float]:
    """Milliseconds of the processor for views that nobody has asked for before."""
    client, found = _entered(app), {}
    for view in ("class", "mistakes", "read", "accuracy", "mcq"):
        spent = time.thread_time()
        client.get(VIEWS[view].format(a=assignment))
        found[view] = round(1000 * (time.thread_time() - spent), 1)
    return found


def of_views(
    app: Flask, book: Gradebook, ids: list[str], students: int, rounds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """The 95th percentile of each view in milliseconds: on the clock, and of the processor."""
    client = _entered(app)
    answers = {key: gradebook.attempts(book, key) for key in ids}
    p95, of_processor = {}, {}
    marked = 0
    for view, pattern in VIEWS.items():
        times, processor = [], []
        for n in range(-len(ids), rounds):
            key = ids[n % len(ids)]
            who = f"s{37 * n % students:04}"
            path = pattern.format(a=key, last=ids[-1], s=who, n=1 + n % 5)
            if n >= 0 and n % EVERY == 0:
                one = answers[key][7 * marked % students].id
                gradebook.mark(book, "bench", Marking(one, "w1", 1.0, comment=f"{marked}"))
                marked += 1
            began, spent = time.perf_counter(), time.thread_time()
            answer = client.get(path)
            if answer.status_code != 200:
                sys.exit(f"{path} answers {answer.status_code}")
            # Whoever comes first after the start waits for what is read once for all.
            if n >= 0:
                times.append(1000 * (time.perf_counter() - began))
                processor.append(1000 * (time.thread_time() - spent))
        p95[view] = statistics.quantiles(times, n=20)[-1]
        of_processor[view] = statistics.quantiles(processor, n=20)[-1]
    return p95, of_processor


def of_users(app: Flask, ids: list[str], users: int, seconds: int) -> dict[str, int]:
    """Requests and errors of some teaching assistants at once, over loopback."""
    # Thirty at sixteen threads wait for each other, and that is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=16, ident="")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.effective_port}"
    told = {"sessions": [_session(app) for _ in range(users)], "assignments": ids}
    words = [
        *(sys.executable, "-m", "locust", "-f", str(Path(__file__).parent / "review_users.py")),
        *("--headless", "--json", "--only-summary", "-u", str(users), "-r", "15"),
        *("-t", f"{seconds}s", "--stop-timeout", "30", "--host", base),
    ]
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "BENCH_REVIEW": json.dumps(told)},
    )
    server.close()
    try:
        rows = json.loads(done.stdout)
    except ValueError:
        sys.exit(f"locust did not report: {done.stderr[-2000:]}")
    return {
        "requests": sum(row["num_requests"] for row in rows),
        "errors": sum(row["num_failures"] for row in rows),
    }


def _session(app: Flask) -> str:
    """The cookie of somebody who has followed a link; a link is good until the next is made."""
    cookie = _entered(app).get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        sys.exit("the link lets nobody in")
    return cookie.value


def _entered(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.get(new_link(app, ""))
    return client


if __name__ == "__main__":
    main()
