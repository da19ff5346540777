"""Answers written by hand: `assignments/<id>/honest/<question>.py`, several in a file.

In `honest/` lie right ones in unusual style, in `wrong/` wrong ones whose mistake has no name.

`# %% answer NAME` begins an answer. What follows replaces the answer cell of the file's question;
further cells have headers as in an `answers.py`. Text above the first answer is a remark.
"""

import re
from pathlib import Path

from autograder.records.errors import ConfigError
from autograder.specimens import Edit, parse_edits

_ANSWER = re.compile(r"^# %% answer (\w+)[ ]*$", re.MULTILINE)


def read_answers(path: Path) -> dict[str, tuple[Edit, ...]]:
    """The answers of one file, by name.

    Args:
        path: A file that is named after its question, such as `q0_2.py`.

    Raises:
        ConfigError: If there is no answer, two have one name, or a header is wrong.
    """
    text = path.read_text(encoding="utf-8")
    headers = list(_ANSWER.finditer(text))
    if not headers:
        raise ConfigError(f"{path} has no answer; begin each one with a line `# %% answer NAME`.")
    ends = [header.start() for header in headers[1:]] + [len(text)]
    found: dict[str, tuple[Edit, ...]] = {}
    for header, end in zip(headers, ends, strict=True):
        name, body = header[1], text[header.end() : end].strip("\n")
        if name in found:
            raise ConfigError(f"{path} has two answers {name}; give each a name of its own.")
        first = "" if body.startswith("# %%") else f"# %% {path.stem}\n"
        found[name] = parse_edits(first + body + "\n", f"{path}, answer {name},")
    return found
