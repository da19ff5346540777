"""The views, a file with a blueprint `page` each, in the order of the navigation."""

from flask import Blueprint

from autograder.review.views import overview
from autograder.review.views.place import Place

PAGES: tuple[Blueprint, ...] = (overview.page,)

PLACES: tuple[Place, ...] = (Place("Class", "overview.show", ("overview",)),)
