"""A class folder surveyed: whose work each entry is, one row a person, and nothing left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.intake.attempts import pick
from autograder.intake.find import Found, Tried
from autograder.intake.formats import Format, Taken, by_name, take
from autograder.intake.open_class import class_tree, lone
from autograder.intake.people import Owner, is_test, owner_of
from autograder.intake.plain_files import printable
from autograder.intake.reading import Context, FoundAttempt
from autograder.records.errors import IntakeError
from autograder.records.naming import slug
from autograder.records.policy import ClassSettings
from autograder.records.roster import Roster, Student


@dataclass(frozen=True)
class Survey:
    """What lies in a class folder.

    Invariants: keys of students are unique and so are their file names; every entry of the folder
    is an attempt of somebody, passed over, or litter.

    Attributes:
        format: What the folder was taken for.
        known: How many of its entries that format knows.
        entries: How many there are, litter left out.
        found: One row a person or group, in the order of the names.
        with_roster: Whether there is a roster to match against.
        unmatched: Keys of rows whom the roster does not know; empty without a roster.
        missing: People of the roster who handed in nothing.
        passed: Entries that are nobody's work, by name, and what they are.
        litter: Names of litter.
        notes: What staff should know of the class.
        accounts: What became of each entry, by its name: a student's, or nobody's.
    """

    format: Format
    known: int
    entries: int
    found: tuple[Found, ...]
    with_roster: bool
    unmatched: tuple[str, ...] = ()
    missing: tuple[Student, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    litter: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()


def survey(
    path: Path,
    assignment: str,
    *,
    roster: Roster | None = None,
    settings: ClassSettings | None = None,
    format: str | None = None,  # noqa: A002 - the word of the command line
    hidden: Iterable[Path] = (),
) -> Survey:
    """Look through a class folder or a class zip; nothing of the work itself is read.

    Args:
        path: The class folder, the platform's zip of the class, or one hand-in.
        assignment: Id of the assignment.
        roster: The class; none when None.
        settings: Due dates, caps and groups; none when None.
        format: Name of the format; found out when None.
        hidden: Folders that are no hand-ins, such as that of the results.

    Raises:
        IntakeError: If it does not exist, cannot be read, or holds nothing; or if there is no such
            format.
    """
    roster, settings = roster or Roster(), settings or ClassSettings()
    if format is not None:
        by_name(format)
    context = Context(assignment, roster, settings.zone)
    tree, opened = class_tree(path, context, format, tuple(hidden))
    taken = lone(path, context) if tree is None else take(tree, context, format)
    if not taken.reading.attempts:
        raise IntakeError(
            f"{path} holds no submission: no folder, notebook (.ipynb) or zip; check the path."
        )
    notes = list(roster.notes)
    passed = list(taken.reading.passed)
    attempts: list[FoundAttempt] = []
    accounts = [*passed, *((name, "litter") for name in taken.litter)]
    accounts += [(name, "the class") for name in (opened, taken.within) if name]
    for attempt in taken.reading.attempts:
        accounts += ((name, f"of {attempt.claim.label}") for name in attempt.entries())
        if is_test(attempt.claim):
            passed.append((attempt.entry, "the platform's test student"))
        else:
            attempts.append(attempt)
    rows = _rows(attempts, context, settings)
    found = _one_row_a_person(rows, context)
    handed_in = {member.student_id for row in found for member in row.members or _who(row)}
    unmatched: tuple[str, ...] = ()
    if len(roster):
        unmatched = tuple(row.student for row in found if not _on(roster, row))
        notes += settings.complaints(roster, (assignment, *settings.due))
    return Survey(
        taken.format,
        taken.known,
        taken.entries,
        tuple(found),
        len(roster) > 0,
        unmatched,
        tuple(one for one in roster.students if one.student_id not in handed_in),
        tuple(passed),
        taken.litter,
        tuple(notes),
        tuple(accounts),
    )


def find_submissions(path: Path, assignment: str) -> list[Found]:
    """The rows of a class without a roster; see `survey`."""
    return list(survey(path, assignment).found)


def describe(taken: Survey | Taken) -> str:
    """What a folder was taken for, in one sentence."""
    title = taken.format.title
    if taken.format.name == "plain":
        return f"Taken for {title}."
    return f"Taken for {title}: {taken.known} of {taken.entries} names are of its kind."


def _rows(
    attempts: Sequence[FoundAttempt], context: Context, settings: ClassSettings
) -> list[tuple[Owner, Found]]:
    """One row for each owner."""
    owned: dict[str, tuple[Owner, list[FoundAttempt]]] = {}
    first: dict[str, str] = {}
    for attempt in attempts:
        owner = owner_of(attempt, context.roster, settings, context.assignment)
        claim = attempt.claim
        another = first.setdefault(owner.key, claim.key) != claim.key
        if another and claim.personal and not owner.group:
            # Another person of a name that the roster has once: not to be taken for him.
            owner = owner_of(attempt, Roster(), settings, context.assignment)
        owned.setdefault(owner.key, (owner, []))[1].append(attempt)
    rows = []
    for owner, theirs in owned.values():
        if len(theirs) > 1 and all(not one.order and one.time is None for one in theirs):
            # Nothing says which came last: they are read as one, and copies of a notebook that
            # differ are refused by name.
            theirs = [_joined(theirs)]
        picked = pick(theirs, owner, settings, context.assignment)
        attempt = picked.attempt
        rows.append(
            (
                owner,
                Found(
                    owner.label,
                    attempt.parts[0].tree.where(attempt.parts[0].path),
                    picked.late,
                    picked.notes,
                    attempt.parts,
                    owner.members[0] if any(vars(owner.members[0]).values()) else None,
                    owner.members if owner.group else (),
                    attempt.time,
                    picked.tried,
                    attempt.refusal,
                ),
            )
        )
    return rows


def _joined(attempts: Sequence[FoundAttempt]) -> FoundAttempt:
    first = attempts[0]
    parts = []
    for attempt in attempts:
        for part in attempt.parts:
            name = part.name or printable(part.path.rsplit("/", 1)[-1])
            parts.append(replace(part, name=f"{attempt.entry}/{part.name}" if part.name else name))
    names = ", ".join(attempt.entry for attempt in attempts)
    note = f"{len(attempts)} entries are of one student ({names}); they were read as one."
    return replace(first, parts=tuple(parts), notes=(*first.notes, note), refusal="")


def _one_row_a_person(rows: list[tuple[Owner, Found]], context: Context) -> list[Found]:
    """Rows with unique keys and file names, and each person in one of them only."""
    count: dict[str, int] = {}
    for owner, _ in rows:
        count[owner.label] = count.get(owner.label, 0) + 1
    # Who is on the roster keeps his id; others make way.
    rows.sort(key=lambda row: not row[0].matched)
    taken: set[str] = set()
    found: list[Found] = []
    for owner, row in rows:
        key = owner.label
        if not owner.matched and (count[key] > 1 or slug(key).casefold() in taken):
            key = _told_apart(owner, row)
        while slug(key).casefold() in taken:
            key += "+"
        taken.add(slug(key).casefold())
        notes = row.notes
        if len(context.roster) and not owner.matched:
            notes = (*notes, "Not on the roster.")
        found.append(replace(row, student=key, notes=notes))
    found = _in_one_group(found)
    return sorted(found, key=lambda row: row.student)


def _told_apart(owner: Owner, row: Found) -> str:
    """A name for one of several students of one name: with an id, else that of the file."""
    student = owner.members[0]
    ids = (student.student_id, student.email, student.canvas_id, student.moodle_participant)
    known = next((value for value in ids if value and value != owner.label), "")
    return f"{owner.label} ({known})" if known else row.file


def _in_one_group(found: list[Found]) -> list[Found]:
    """Each person in the newest of the rows that name him.

    A row that nobody is left in becomes an attempt of those who were.
    """
    newest: dict[str, tuple[float, int]] = {}
    for place, row in enumerate(found):
        time = row.handed_in.timestamp() if row.handed_in is not None else 0.0
        for one in _people(row):
            newest[one.student_id] = max(newest.get(one.student_id, (-1.0, 0)), (time, place))
    kept = dict(enumerate(found))
    for place, row in enumerate(found):
        gone = [one for one in _people(row) if newest[one.student_id][1] != place]
        stay = tuple(one for one in row.members if one not in gone)
        for other in {newest[one.student_id][1] for one in gone}:
            tried = (Tried(row.file, row.handed_in, row.late, graded=False),)
            note = f"{row.file} is earlier work of one of them and was set aside."
            theirs = kept[other]
            kept[other] = replace(
                theirs,
                attempts=(*tried, *theirs.attempts, *_itself(theirs)),
                notes=(*theirs.notes, note),
            )
        if gone and not stay:
            del kept[place]
        elif gone:
            names = ", ".join(one.student_id for one in gone)
            note = f"{names} handed in with others later; that work is the one that counts."
            kept[place] = replace(kept[place], members=stay, notes=(*row.notes, note))
    return list(kept.values())


def _itself(row: Found) -> tuple[Tried, ...]:
    """A row with one attempt, as the attempt that is graded."""
    return () if row.attempts else (Tried(row.file, row.handed_in, row.late, graded=True),)


def _people(row: Found) -> tuple[Student, ...]:
    """Those of a row who can be told from others."""
    return tuple(one for one in row.members or _who(row) if one.student_id)


def _who(row: Found) -> tuple[Student, ...]:
    return () if row.who is None else (row.who,)


def _on(roster: Roster, row: Found) -> bool:
    people = row.members or _who(row)
    return bool(people) and all(roster.get(one.student_id) is not None for one in people)
