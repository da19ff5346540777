"""The views, a file with a blueprint `page` each, in the order of the navigation."""

from flask import Blueprint

from autograder.review.views import (
    accuracy,
    audit,
    board,
    decisions,
    exports,
    handed_in,
    mcq,
    mistakes,
    overview,
    readers,
    reading,
    requests,
    rubric,
    similarity,
    student,
)
from autograder.review.views.place import NavigationPlace

PAGES: tuple[Blueprint, ...] = (
    overview.page,
    student.page,
    handed_in.page,
    reading.page,
    readers.page,
    rubric.page,
    mcq.page,
    accuracy.page,
    board.page,
    mistakes.page,
    similarity.page,
    requests.page,
    decisions.page,
    audit.page,
    exports.page,
)

PLACES: tuple[NavigationPlace, ...] = (
    NavigationPlace("Class", "overview.show", ("overview", "student", "handed_in")),
    NavigationPlace("Reading", "reading.front", ("reading", "rubric", "readers")),
    NavigationPlace("MCQ", "mcq.show", ("mcq",)),
    NavigationPlace("Accuracy", "accuracy.show", ("accuracy",)),
    NavigationPlace("Leaderboard", "board.show", ("board",)),
    NavigationPlace("Mistakes", "mistakes.show", ("mistakes",)),
    NavigationPlace("Similarity", "similarity.show", ("similarity",)),
    NavigationPlace("Decisions", "decisions.show", ("decisions",)),
    NavigationPlace("Requests", "requests.show", ("requests",)),
    NavigationPlace("Exports", "exports.show", ("exports",)),
    NavigationPlace("Audit", "audit.show", ("audit",), role="instructor"),
)
