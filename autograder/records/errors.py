"""The one tree of errors that a person at the command line may see.

A message says what happened, where, and what to do next. Everything that is raised on purpose
derives from `AutograderError`, so that the command line prints one line instead of a trace.
"""


class AutograderError(Exception):
    """Something a person can act on; the message is the whole report."""


class ConfigError(AutograderError):
    """A course, assignment or MCQ file is missing, malformed or has an unknown key."""


class NotebookError(AutograderError):
    """A notebook cannot be read or is not what it should be."""


class ReleaseError(AutograderError):
    """A release is missing, stale or failed one of its gates."""


class IntakeError(AutograderError):
    """A submission cannot be taken in: not found, unsafe, unreadable or not this assignment."""


class EngineError(AutograderError):
    """No sandbox can be had, or the warm process is gone: never the student's fault."""


class Stopped(AutograderError):  # noqa: N818 - it is not an error to be stopped
    """A person stopped it; what is done is kept, and the message says how to go on."""
