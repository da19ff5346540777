"""The views, a file with a blueprint `page` each, in the order of the navigation."""

from flask import Blueprint

from autograder.review.views import (
    audit,
    decisions,
    exports,
    handed_in,
    overview,
    reading,
    requests,
    rubric,
    student,
)
from autograder.review.views.place import Place

PAGES: tuple[Blueprint, ...] = (
    overview.page,
    student.page,
    handed_in.page,
    reading.page,
    rubric.page,
    requests.page,
    decisions.page,
    audit.page,
    exports.page,
)

PLACES: tuple[Place, ...] = (
    Place("Class", "overview.show", ("overview", "student", "handed_in")),
    Place("Reading", "reading.front", ("reading", "rubric")),
    Place("Decisions", "decisions.show", ("decisions",)),
    Place("Requests", "requests.show", ("requests",)),
    Place("Exports", "exports.show", ("exports",)),
    Place("Audit", "audit.show", ("audit",), role="instructor"),
)
