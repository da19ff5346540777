"""`similarity`: which hand-ins have passages in common, beyond what everybody was given."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from autograder.commands.review import WorkFile, open_work
from autograder.records.course import find_course
from autograder.records.errors import ConfigError
from autograder.records.files import write_bytes, write_text
from autograder.records.plain_text import visible

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(similarity)


def similarity(
    assignment: Annotated[str, typer.Argument(metavar="ID", help="Id of the assignment.")],
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="Class folder, or a platform's zip of it.")
    ],
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="DIR", help="An earlier class to hold it against too."),
    ] = None,
    export: Annotated[
        str | None,
        typer.Option("--export", metavar="FORM", help="Lay the class out for jplag or dolos."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the export.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--json", help="Also write the pairs to it.")] = None,
    work: WorkFile = None,
) -> None:
    """Find passages that hand-ins have in common; the review page shows them side by side.

    It says where to look, not what was done: the order of the pairs is no measure.
    """
    from autograder.analysis import similar_class as classes
    from autograder.analysis.similarity import lookalikes

    course = find_course(Path.cwd())
    given = classes.prescribed_cells(course, assignment)
    here = classes.read_class(course, assignment, submissions)
    earlier = [
        classes.read_class(course, assignment, path, label=path.stem) for path in corpus or ()
    ]
    for klass in (here, *earlier):
        for owner, reason in klass.refused.items():
            print(f"{visible(owner)} cannot be read: {reason}")
    works = here.works
    others = [one for klass in earlier for one in klass.works]
    if export is not None:
        if export not in ("jplag", "dolos") or out is None:
            raise ConfigError("Say --export jplag or --export dolos, and --out DIR.")
        files = classes.laid_out(export, works, others, given)  # type: ignore[arg-type]
        for name, data in files.items():
            write_bytes(out / name, data, mode=0o600)
        print(f"{len(files)} files in {out}")
        return
    pairs = lookalikes(works, others, given)
    kept = open_work(work, course, None)
    kept.keep_similar(
        assignment,
        [
            {
                "first": here.submissions[one.first],
                "second": here.submissions.get(one.second, ""),
                "owners": [one.first, one.second],
                "passages": [asdict(passage) for passage in one.passages],
            }
            for one in pairs
        ],
    )
    if to is not None:
        content = [
            {"first": one.first, "second": one.second, "passages": list(map(asdict, one.passages))}
            for one in pairs
        ]
        write_text(to, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(works)} hand-ins, {len(pairs)} pairs to look at.")
    for one in pairs[:_SHOWN]:
        lines = sum(passage.first.end - passage.first.start + 1 for passage in one.passages)
        print(
            f"look here: {visible(one.first)} and {visible(one.second)}, "
            f"{len(one.passages)} passages, {lines} lines"
        )
    if len(pairs) > _SHOWN:
        print(f"and {len(pairs) - _SHOWN} more")
    print("Side by side: autograder review, Similarity")
