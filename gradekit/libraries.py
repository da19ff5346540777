"""Packages that come with a course: what is to be built from scratch may not call them."""

_DECLARED = {"gradekit"}


def declare(package: str) -> None:
    """Say, in a course library's `__init__`, that the package comes with the course.

    Args:
        package: Its name, `__name__`.
    """
    _DECLARED.add(package)


def declared() -> frozenset[str]:
    """Names of all packages that come with the course, this one included."""
    return frozenset(_DECLARED)
