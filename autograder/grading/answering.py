"""A process that holds right implementations, and answers with what they return.

    python -P -s -m autograder.grading.answering SETTINGS < requests > answers 2> output

SETTINGS is JSON: `root` and `assignment`, whose staff folder is loaded, and `limits`. What it is
asked comes from student code by way of the grader, so it is bounded like a worker: an argument may
ask for more memory than there is. No student code runs in it, and no worker can reach it.
"""

import json
import os
import sys
from pathlib import Path

from autograder.isolation.confine.confinements import set_limits
from autograder.isolation.confine.memory import size
from autograder.isolation.worker import server
from autograder.records.course import find_course
from autograder.records.pack import Pack, load_pack

REQUEST, RESPONSE = 3, 4


class Answers(server.Server):
    """Answers calls of right implementations; see `called`.

    Args:
        pack: What staff keep beside the assignment.
        limit: Bytes that the body of an answer may have.
    """

    def __init__(self, pack: Pack, limit: int) -> None:
        super().__init__(REQUEST, RESPONSE, limit)
        for question, staff in pack.questions.items():
            for name, function in staff.references.items():
                self._notebook.names[called(question, name)] = function


def called(question: str, function: str) -> str:
    """What a right implementation is called by."""
    return f"{question}.{function}"


def main() -> None:
    """Load the staff folder, set the limits, serve."""
    settings = json.loads(sys.argv[1])
    os.dup2(0, REQUEST)
    os.dup2(1, RESPONSE)
    server.redirect(2)
    pack = load_pack(find_course(Path(settings["root"])), settings["assignment"])
    answers = Answers(pack, settings["limits"]["answer_bytes"])
    set_limits(settings["limits"], size())
    answers.serve()


if __name__ == "__main__":
    main()
