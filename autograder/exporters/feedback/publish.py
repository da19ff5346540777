"""A folder of what students may see: handouts and feedback, each through the leak gate once more.

The build let the handout pass when it was made. What lies there now may be of an older source, or
somebody's hand may have been in it, so the gate is asked again before anything leaves.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.exporters.feedback.page import OWN_TEXT
from autograder.records import files
from autograder.records.course import Course
from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.release import read_release
from autograder.release import archive
from autograder.release.handout_facts import without_own_files
from autograder.release.leak import check_leaks, secrets_in
from autograder.release.load import load_source
from autograder.release.stage import Staged, stage
from gradekit.handout_facts import HANDOUT_NAME
from gradekit.notebook.hints import HINTS_NAME

_OWN = re.compile(re.escape(OWN_TEXT[0]) + r"[^<]*" + re.escape(OWN_TEXT[1]))
_TAGS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def publish(
    course: Course, assignments: list[str], to: Path, feedback: Mapping[str, bytes] | None = None
) -> list[Path]:
    """Write handouts and feedback into a folder that students may read.

    Args:
        course: The course.
        assignments: Whose handouts.
        to: The folder; files of the same names are replaced.
        feedback: Pages by name; all of the one assignment that is named.

    Returns:
        What was written.

    Raises:
        ConfigError: If feedback comes with another number of assignments than one.
        ReleaseError: If a handout is missing or the leak gate stops anything; nothing is written.
    """
    pages = feedback or {}
    if pages and len(assignments) != 1:
        raise ConfigError("Feedback is published with the one assignment that it belongs to.")
    outgoing: dict[Path, bytes] = {}
    for assignment in assignments:
        staged, handout = _gated(course, assignment)
        outgoing[to / assignment / f"{assignment}.zip"] = handout
        _check_pages(course, assignment, staged, pages)
    outgoing |= {to / assignments[0] / "feedback" / name: data for name, data in pages.items()}
    for path, data in outgoing.items():
        files.write_bytes(path, data)
    return list(outgoing)


def _gated(course: Course, assignment: str) -> tuple[Staged, bytes]:
    folder = course.build / assignment
    release = read_release(folder / "release.json")
    try:
        data = (folder / "handout.zip").read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{folder / 'handout.zip'} cannot be read; compile it with: autograder build "
            f"{assignment}"
        ) from error
    if release.hashes.get("handout.zip") != hashlib.sha256(data).hexdigest():
        raise ReleaseError(
            f"{folder / 'handout.zip'} is not the one that was compiled; renew it with: "
            f"autograder build {assignment}"
        )
    loaded = load_source(course, assignment)
    staged = stage(course, loaded)
    members = without_own_files(assignment, archive.read_zip(data))
    # What the build says of the grader comes after its gate; it is held against the secrets here.
    # Hints were held against them before they were locked.
    members.pop(HINTS_NAME, None)
    facts = members.pop(HANDOUT_NAME, b"").decode("utf-8")
    if told := secrets_in(facts, staged):
        raise ReleaseError(f"{HANDOUT_NAME} of {assignment} contains {', '.join(told)}.")
    # It is what was compiled; so what differs has changed since, here or in a newer version of us.
    there = members.keys() & staged.files.keys()
    if older := sorted(name for name in there if members[name] != staged.files[name]):
        which = f"{older[0]} and {len(older) - 1} more" if len(older) > 1 else older[0]
        raise ReleaseError(
            f"{folder / 'handout.zip'} is older than {which}; renew it with: autograder build "
            f"{assignment}"
        )
    check_leaks(assignment, staged, members, loaded.settings.allow)
    return staged, data


def _check_pages(
    course: Course, assignment: str, staged: Staged, pages: Mapping[str, bytes]
) -> None:
    """Hold our own words in feedback against solutions and hidden tests.

    The student's own text is left out: a right answer is like the model answer.

    Raises:
        ReleaseError: With every page that shows one.
    """
    found = []
    for name, data in sorted(pages.items()):
        text = "\n".join(_own_words(name, data.decode("utf-8")))
        found += [f"  {name}: contains {what}" for what in secrets_in(text, staged)]
    if found:
        lines = "\n".join(found[:20])
        raise ReleaseError(
            f"The feedback of {assignment} is refused by the leak gate:\n{lines}\n"
            "Mend the message or hint that says it; nothing was published."
        )


def _own_words(name: str, text: str) -> Iterator[str]:
    if name.endswith(".html"):
        yield html.unescape(_TAGS.sub("\n", _OWN.sub("", text)))
        return
    for cell in json.loads(text)["cells"]:
        if cell.get("metadata", {}).get("autograder") == "feedback":
            yield "".join(cell["source"])
