"""Gradescope: an export of submissions, `submission_{id}/...` with `submission_metadata.yml`.

The metadata name the submitters of each folder, several where it is a group's. Keys come with or
without a leading colon; times are UTC and do not say so; `:sid` may be absent.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.intake.node import Node
from autograder.intake.reading import (
    Claim,
    Context,
    FoundAttempt,
    Reading,
    matching,
    order_of,
    whole,
)
from autograder.intake.tree import Tree
from autograder.records.errors import IntakeError

TITLE = "an export from Gradescope"

_FOLDER = re.compile(r"submission_(?P<id>\d+)")
_METADATA = frozenset({"submission_metadata.yml", "submission_metadata.yaml"})
_MAX_METADATA = 64 * 1024 * 1024


# The one in C where PyYAML has it: results make these files long.
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """Plain data only; text stays text but for times: `0042` is an id, `No` may be a name."""


_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in _Safe.yaml_implicit_resolvers.items()
    if (kept := [one for one in resolvers if one[0].endswith((":timestamp", ":merge"))])
}


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read an export; see the module."""
    folders, rest = matching(nodes, _FOLDER, folders=True)
    listed = [node for node in rest if node.kind == "file" and node.name in _METADATA]
    entries: Mapping[str, Any] = {}
    notes: tuple[str, ...] = ()
    if listed:
        entries, problem = _metadata(tree, listed[0])
        notes = (problem,) if problem else ()
    if not folders:
        return Reading((), (), nodes)
    attempts = [
        _attempt(tree, node, match["id"], entries.get(node.name), notes) for node, match in folders
    ]
    passed = tuple((node.name, "Gradescope's list of the submitters") for node in listed)
    return Reading(tuple(attempts), passed, tuple(node for node in rest if node not in listed))


def _attempt(
    tree: Tree, node: Node, number: str, entry: Any, notes: tuple[str, ...]
) -> FoundAttempt:
    listed = _listed(_get(entry, "submitters"))
    submitters = [_claim(one, number) for one in listed if _mapping(one)]
    if not submitters:
        notes = (*notes, f"{node.name} is not in the list of submitters: whose it is, is unknown.")
        claim = Claim(f"gradescope:{number}", node.name)
    else:
        first, *others = submitters
        claim = Claim(
            "+".join(sorted(one.key for one in submitters)),
            " + ".join(one.label for one in submitters),
            first.ids,
            guess=first.guess,
            name=first.name,
            personal=True,
            others=tuple(others),
        )
    return FoundAttempt(
        claim,
        node.name,
        whole(tree, node),
        order=order_of(number),
        time=_time(_get(entry, "created_at")),
        notes=notes,
    )


def _claim(submitter: Mapping[Any, Any], number: str) -> Claim:
    name, sid, email = (str(_get(submitter, key) or "").strip() for key in ("name", "sid", "email"))
    ids = [("student_id", sid), ("email", email)]
    label = name or email or sid or "unnamed"
    return Claim(
        f"gradescope:{sid or email.casefold() or f'{name} in {number}'}",
        label,
        tuple((column, value) for column, value in ids if value),
        guess=sid,
        name=name,
        personal=True,
    )


def _metadata(tree: Tree, node: Node) -> tuple[Mapping[str, Any], str]:
    """Entries by folder, and what is wrong with them."""
    try:
        # `_Loader` is a `SafeLoader`: it makes plain data and nothing else.
        content = yaml.load(tree.read(node.path, _MAX_METADATA), Loader=_Loader)  # noqa: S506
    except (IntakeError, yaml.YAMLError, ValueError, RecursionError) as error:
        first = (str(error).splitlines() or [""])[0]
        return {}, f"{node.name} cannot be read ({first}): students are named after their folders."
    if not _mapping(content):
        return {}, ""
    return {str(key).lstrip(":"): value for key, value in content.items()}, ""


def _get(entry: Any, key: str) -> Any:
    if not _mapping(entry):
        return None
    return entry.get(f":{key}", entry.get(key))


def _mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _time(value: Any) -> datetime | None:
    """A time of the metadata; one without an offset is UTC."""
    try:
        time = (
            value
            if isinstance(value, datetime)
            else datetime.fromisoformat(str(value).replace(" UTC", "+00:00").strip())
        )
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
