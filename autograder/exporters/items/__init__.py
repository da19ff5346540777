"""Practice questions as files that other systems import; graded questions and their keys stay.

The registry of formats: one module each, and its line here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.exporters.items import moodle_xml, qti12, qti21
from autograder.exporters.items.form import Item, items_of
from autograder.records.errors import ConfigError
from autograder.release.mcq import McqBank


@dataclass(frozen=True)
class ItemFormat:
    """A format of question banks.

    Attributes:
        name: As typed.
        summary: One line for the list.
        suffix: Suffix of the file.
        write: The file, of an id, a title and the questions.
    """

    name: str
    summary: str
    suffix: str
    write: Callable[[str, str, Sequence[Item]], bytes]


FORMATS = (
    ItemFormat("qti12", "QTI 1.2, for Canvas's classic quizzes", ".zip", qti12.write),
    ItemFormat("qti21", "QTI 2.1, for Canvas's new quizzes and Brightspace", ".zip", qti21.write),
    ItemFormat("moodle", "Moodle XML", ".xml", moodle_xml.write),
)


def write_items(form: str, assignment: str, title: str, bank: McqBank) -> bytes:
    """The practice questions of an assignment in a format.

    Raises:
        ConfigError: If there is no such format, or no practice question.
    """
    found = next((one for one in FORMATS if one.name == form), None)
    if found is None:
        names = ", ".join(one.name for one in FORMATS)
        raise ConfigError(f"No question format {form!r}; there are: {names}.")
    if not bank.practice:
        raise ConfigError(f"{assignment} has no practice questions, and graded ones stay here.")
    return found.write(assignment, title, items_of(bank))
