"""Networks written wrong in the usual ways, and networks written right in unusual ones."""

from gradekit import checks


def verdict(task: str, network: object, rung: str) -> str:
    """Empty where the rung is held, else the message."""
    try:
        checks.rung(task, network, rung)
    except checks.CheckFailed as error:
        return str(error)
    return ""
