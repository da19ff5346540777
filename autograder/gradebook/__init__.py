"""The gradebook: every attempt, every verdict, every decision of a person, and totals from them.

    from autograder import gradebook

    with gradebook.open_gradebook("gradebook.db") as book:
        gradebook.import_results(book, "ada", Path("results"))
        for student, total in gradebook.totals(book, "week_1").items():
            print(student, total.total, total.pending)

This page is the table of contents; what stands behind it is private to the package. Everything
takes the open gradebook first; what changes it takes its author next, and is one transaction with
one entry in the audit. Students, assignments and questions go by the ids that people use, attempts
and decisions by their number. A `Refused` changed nothing; a `Stale` carries both revisions and
what is there now, for a page that shows both. Either is an `AutograderError`, its text for people.
"""

from autograder.gradebook.attempts import Attempt, attempts, record_attempt, set_assignment
from autograder.gradebook.audit import AuditEntry, Verification, head, history, state_hash, verify
from autograder.gradebook.backup import backup, restore
from autograder.gradebook.catalogue import (
    KnownAssignment,
    KnownQuestion,
    assignments,
    course_name,
)
from autograder.gradebook.comments import Comment, comment, commented, comments, withdraw_comment
from autograder.gradebook.deciding import Decision, decisions, undo
from autograder.gradebook.differences import QuestionChange, TotalChange, differences
from autograder.gradebook.documents import Kept, keep, kept
from autograder.gradebook.erasing import Erased, erase
from autograder.gradebook.error_groups import (
    ErrorGroup,
    error_groups,
    failures,
    find_group,
    holders_in,
)
from autograder.gradebook.errors import GradebookError, Refused, Stale, Tampered
from autograder.gradebook.evidence import QuestionEvidence, results, scored, verdict_documents
from autograder.gradebook.failures import Failure, KnownFailures, RunVersion
from autograder.gradebook.gains import GradedParts, KnownParts
from autograder.gradebook.holdings import Supposed
from autograder.gradebook.importing import Imported, import_results, record_results
from autograder.gradebook.marking import Mark, Marking, mark, mark_many, marks
from autograder.gradebook.opening import Gradebook, open_gradebook
from autograder.gradebook.overriding import Override, override, overrides
from autograder.gradebook.people import Synced, settings, students, sync
from autograder.gradebook.pins import PIN, Pin, pin, pins
from autograder.gradebook.points_file import PointsChange, read_points, write_points
from autograder.gradebook.regrade import POLICIES, Applied, Diff, Move, apply, diff
from autograder.gradebook.repair import RULES, Proposal, propose, repair
from autograder.gradebook.requests import (
    STATES,
    RegradeRequest,
    answer_request,
    close_request,
    open_request,
    reopen_request,
    requests,
)
from autograder.gradebook.rubrics import RubricItem, rubric, set_rubric
from autograder.gradebook.rules import KINDS, Rule, add_rule, preview_rule, rules, withdraw_rule
from autograder.gradebook.runs import (
    LEASE,
    Busy,
    Done,
    Lease,
    claim,
    finish,
    give_up,
    renew,
    run_key,
)
from autograder.gradebook.second_readings import (
    GoldAnswers,
    SecondReading,
    gold,
    read_again,
    second_readings,
    set_gold,
)
from autograder.gradebook.terms import (
    COUNTINGS,
    extend,
    set_counting,
    set_drop_lowest,
    set_weight,
    withdraw_extension,
)
from autograder.gradebook.total import WAITING, Total
from autograder.gradebook.totals import Standing, grades, standings, totals
from autograder.gradebook.touched import touched
from autograder.gradebook.verdicts import result_of, verdict

__all__ = [  # noqa: RUF022 - in the order of the work
    # Open, close, keep
    "Gradebook",
    "open_gradebook",
    "backup",
    "restore",
    # Course and people
    "sync",
    "Synced",
    "settings",
    "course_name",
    "assignments",
    "KnownAssignment",
    "KnownQuestion",
    "students",
    "extend",
    "withdraw_extension",
    "set_weight",
    "set_drop_lowest",
    "set_counting",
    "COUNTINGS",
    "erase",
    "Erased",
    # Work and verdicts
    "set_assignment",
    "record_attempt",
    "attempts",
    "Attempt",
    "run_key",
    "claim",
    "renew",
    "give_up",
    "finish",
    "Lease",
    "Busy",
    "Done",
    "LEASE",
    "result_of",
    "verdict",
    "results",
    "verdict_documents",
    "scored",
    "QuestionEvidence",
    "record_results",
    "import_results",
    "Imported",
    # What people decide
    "mark",
    "mark_many",
    "marks",
    "Marking",
    "Mark",
    "write_points",
    "read_points",
    "PointsChange",
    "set_rubric",
    "rubric",
    "RubricItem",
    "override",
    "overrides",
    "Override",
    "preview_rule",
    "add_rule",
    "withdraw_rule",
    "rules",
    "Rule",
    "KINDS",
    "comment",
    "withdraw_comment",
    "comments",
    "commented",
    "Comment",
    "keep",
    "kept",
    "Kept",
    "error_groups",
    "failures",
    "find_group",
    "holders_in",
    "ErrorGroup",
    "Failure",
    "KnownFailures",
    "RunVersion",
    "pin",
    "pins",
    "Pin",
    "PIN",
    "read_again",
    "second_readings",
    "SecondReading",
    "set_gold",
    "gold",
    "GoldAnswers",
    "open_request",
    "answer_request",
    "close_request",
    "reopen_request",
    "requests",
    "RegradeRequest",
    "STATES",
    # Totals
    "totals",
    "Total",
    "WAITING",
    "standings",
    "Standing",
    "grades",
    "Supposed",
    "differences",
    "TotalChange",
    "QuestionChange",
    # Regrade and repair
    "diff",
    "apply",
    "Diff",
    "Move",
    "Applied",
    "POLICIES",
    "propose",
    "repair",
    "Proposal",
    "GradedParts",
    "KnownParts",
    "RULES",
    "undo",
    "decisions",
    "Decision",
    # Audit
    "verify",
    "Verification",
    "head",
    "history",
    "AuditEntry",
    "state_hash",
    "touched",
    # What is refused
    "GradebookError",
    "Refused",
    "Stale",
    "Tampered",
]
