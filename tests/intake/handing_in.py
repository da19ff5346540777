"""Hand-ins written by hand for the tests of taking in: cells, notebooks, folders."""

import json
from pathlib import Path
from typing import Any

from autograder.intake.choose import Wanted
from autograder.intake.find import Found
from autograder.intake.submission import Submission, take_in

WANTED = Wanted("a1", ("q1", "Q1"), ("Q1", "Q2"), ("answers.json", "model.pt"))


def code(source: str, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return cell | {"execution_count": None} | more


def book(*cells: dict[str, Any], assignment: str | None = "a1", **metadata: Any) -> dict[str, Any]:
    if assignment:
        metadata["autograder"] = {"assignment": assignment}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def hand_in(folder: Path, files: dict[str, Any]) -> Submission:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return take_in(Found("ada", folder), WANTED)


WORK = json.dumps(book(code("x = 1"))).encode()
