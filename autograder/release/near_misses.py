"""Comments that were meant as markers and are none to Otter, found by likeness.

Otter takes them for comments, so that a solution stays in the student version.
"""

import difflib
import re
from collections.abc import Iterator

from autograder.release.markers import strip

_NAMES = (
    "BEGIN SOLUTION",
    "BEGIN SOLUTION NO PROMPT",
    "END SOLUTION",
    "SOLUTION",
    "SOLUTION NO PROMPT",
    "BEGIN PROMPT",
    "END PROMPT",
    "BEGIN TEST CONFIG",
    "END TEST CONFIG",
)
_COMMENT = re.compile(r"#+\s*([^#]*)$")
_TEST_MARKERS = re.compile(
    r'(?:.\s*=\s*)?""?"?\s*#\s*(BEGIN|END)\s*TEST\s*CONFIG|#.*\bhidden\b', re.IGNORECASE
)
# A comment at least this like a marker is meant as one: `END OF SOLUTION` is 0.89 like
# `END SOLUTION`, `the solution is wide` 0.57 like `SOLUTION`.
_LIKENESS = 0.84


def near_misses(text: str) -> Iterator[tuple[int, str, str]]:
    """Comments that look like a marker and stay in the student version.

    Args:
        text: A code cell's source.

    Yields:
        Line number in the cell (from 1), the comment, and the marker that it resembles.
    """
    for number, line in enumerate(text.split("\n"), 1):
        comment = _COMMENT.search(line)
        if comment is None or strip(line).student != line or _TEST_MARKERS.match(line):
            continue  # not a comment, or Otter acts upon it
        resembled = _resembled(comment[1])
        if resembled:
            yield number, comment[0].strip(), f"# {resembled}"


def _resembled(comment: str) -> str | None:
    words = re.sub(r"[^A-Z ]", " ", comment.upper()).split()
    if not words or len(words) > 5:
        return None
    said = " ".join(words)
    if words[0] == "SOLUTION":
        return "SOLUTION"
    close = difflib.get_close_matches(said, _NAMES, n=1, cutoff=_LIKENESS)
    return close[0] if close else None
