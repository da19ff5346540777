"""The files that a new course and a new assignment begin with, and how they are written.

`course/` and `assignment/` are whole files, as they come to lie in the new folder. Two words are
replaced in them: `ASSIGNMENT_ID` and `ASSIGNMENT_TITLE`; the rest is for the instructor to change.
"""

from autograder.scaffold.write import new_assignment, new_course

__all__ = ["new_assignment", "new_course"]
