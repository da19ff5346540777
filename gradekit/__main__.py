"""`python -m gradekit`: what a student can ask for in a shell, beside the notebook."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

_MARKS = {"plain": "  ", "open": "  ", "warning": "! ", "wrong": "x "}


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: As on the command line; those of this process if left out.

    Returns:
        1 where something is wrong, else 0.
    """
    parser = argparse.ArgumentParser(prog="gradekit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    before = commands.add_parser(
        "preflight", help="run the saved notebook from the top, as the grader will"
    )
    before.add_argument("notebook", nargs="?", help="the only notebook here if left out")
    commands.add_parser("doctor", help="Python, packages, device, disk, data, front-end")
    told = parser.parse_args(arguments)
    if told.command == "doctor":
        from gradekit.preflight.doctor import examine

        return _print(examine(Path.cwd()))
    return _preflight(told.notebook)


def _preflight(name: str | None) -> int:
    from gradekit.preflight import report

    found = [Path(name)] if name else sorted(Path.cwd().glob("*.ipynb"))
    if len(found) != 1:
        there = ", ".join(path.name for path in found) or "none"
        print(f"Name the notebook; here are: {there}.")
        return 1
    return _print(report(found[0].resolve()))


def _print(lines: Iterable[tuple[str, str]]) -> int:
    wrong = False
    for tone, text in lines:
        print(f"{_MARKS[tone]}{text}", flush=True)
        wrong = wrong or tone == "wrong"
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
