"""The first version of the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEPT = "the audit is append-only"


def upgrade() -> None:
    """Make every table, and the triggers that keep the audit as it was written."""
    _tables()
    for table in ("audit", "audit_changes"):
        _keep(table)


def _keep(table: str) -> None:
    """Have the database refuse to change or remove rows of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_KEPT}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
    )


def _row() -> tuple[sa.Column[int], sa.Column[str]]:
    return sa.Column("id", sa.Integer, primary_key=True), _str("salt", 32)


def _int(name: str, *, null: bool = False, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null, primary_key=key, autoincrement=False)


def _str(name: str, length: int, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null, primary_key=key)


def _at(name: str, *, null: bool = False) -> sa.Column[str]:
    return _str(name, 32, null=null)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _bool(name: str, *, null: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=null)


def _float(name: str, *, null: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=null)


def _ref(
    name: str, table: str, column: str = "id", *, null: bool = False, key: bool = False
) -> sa.Column[int]:
    foreign = sa.ForeignKey(f"{table}.{column}")
    return sa.Column(name, sa.Integer, foreign, nullable=null, primary_key=key, autoincrement=False)


def _unique(*columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns)


def _tables() -> None:
    # fmt: off
    op.create_table(
        "assignments",
        *_row(), _str("key", 200), _text("title"), _int("position"), _str("release_sha256", 64),
        _str("counting", 20), _unique("key"),
    )
    op.create_table(
        "audit",
        _int("seq", key=True), _at("at"), _str("actor", 200), _str("action", 40), _text("facts"),
        _str("previous", 64), _str("changes", 64), _str("hash", 64),
    )
    op.create_index("ix_audit_action", "audit", ["action"])
    op.create_table(
        "claims",
        _str("key", 64, key=True), _str("owner", 200), _str("token", 32), _at("expires_at"),
        _int("taken"),
    )
    op.create_table(
        "course",
        *_row(), _text("name"), _text("settings"), _int("drop_lowest"),
    )
    op.create_table(
        "groups",
        *_row(), _str("key", 200), _str("name", 200), _unique("key"),
    )
    op.create_table(
        "sections",
        *_row(), _str("name", 200), _unique("name"),
    )
    op.create_table(
        "audit_changes",
        _ref("seq", "audit", "seq", key=True), _str("of", 40, key=True), _int("row_id", key=True),
        _str("commitment", 64, null=True),
    )
    op.create_index("ix_audit_changes_row", "audit_changes", ["of", "row_id"])
    op.create_table(
        "questions",
        *_row(), _ref("assignment_id", "assignments"), _str("key", 200), _text("title"),
        _str("kind", 10), _float("possible"), _bool("bonus"), _int("position"),
        _unique("assignment_id", "key"),
    )
    op.create_table(
        "runs",
        *_row(), _str("key", 64), _ref("assignment_id", "assignments"), _str("submission", 80),
        _str("release_sha256", 64), _text("engine"), _str("profile", 100), _str("seed", 200),
        _str("status", 20), _bool("scored"), _bool("needs_review"), _text("message"),
        _int("faults"), _at("finished_at"), _text("document"), _unique("key"),
    )
    op.create_index("ix_runs_assignment_id", "runs", ["assignment_id"])
    op.create_index("ix_runs_submission", "runs", ["submission"])
    op.create_table(
        "students",
        *_row(), _str("key", 400), _text("name"), _text("email"), _text("canvas_id"),
        _text("sis_id"), _text("login"), _text("moodle_participant"),
        _ref("section_id", "sections", null=True), _ref("group_id", "groups", null=True),
        _bool("enrolled"), _at("erased_at", null=True), _unique("key"),
    )
    op.create_index("ix_students_group_id", "students", ["group_id"])
    op.create_table(
        "attempts",
        *_row(), _ref("assignment_id", "assignments"), _ref("student_id", "students"),
        _ref("group_id", "groups", null=True), _text("members", null=True), _str("unit", 20),
        _str("submission", 80), _int("number"), _text("file"), _at("handed_in", null=True),
        _bool("late", null=True), _ref("run_id", "runs", null=True),
        _unique("assignment_id", "unit", "submission"),
    )
    op.create_index("ix_attempts_run_id", "attempts", ["run_id"])
    op.create_index("ix_attempts_student_id", "attempts", ["student_id"])
    op.create_index("ix_attempts_submission", "attempts", ["assignment_id", "submission"])
    op.create_table(
        "decisions",
        *_row(), _str("kind", 10), _ref("assignment_id", "assignments"),
        _ref("question_id", "questions", null=True), _str("check_id", 200, null=True),
        _str("release_sha256", 64, null=True), _str("policy", 10), _text("comment"),
        _str("author", 200), _at("at"), _at("undone_at", null=True),
        _str("undone_by", 200, null=True),
    )
    op.create_index("ix_decisions_assignment_id", "decisions", ["assignment_id"])
    op.create_table(
        "extensions",
        *_row(), _ref("student_id", "students"), _ref("assignment_id", "assignments", null=True),
        _float("days", null=True), _at("until", null=True), _bool("excused"), _text("reason"),
        _str("source", 20), _str("author", 200), _at("at"), _bool("withdrawn"),
    )
    op.create_index("ix_extensions_student_id", "extensions", ["student_id"])
    op.create_table(
        "overrides",
        *_row(), _str("unit", 20), _ref("student_id", "students", null=True),
        _ref("group_id", "groups", null=True), _ref("question_id", "questions"), _int("revision"),
        _float("points", null=True), _text("comment"), _str("author", 200), _at("at"),
        _unique("unit", "question_id", "revision"),
    )
    op.create_index("ix_overrides_question_id", "overrides", ["question_id"])
    op.create_table(
        "requests",
        *_row(), _ref("student_id", "students"), _ref("assignment_id", "assignments"),
        _ref("question_id", "questions", null=True), _str("state", 10), _text("text"),
        _at("opened_at"), _float("before", null=True), _text("answer"), _str("author", 200),
        _at("answered_at", null=True), _float("after", null=True), _at("closed_at", null=True),
        _int("revision"),
    )
    op.create_index("ix_requests_assignment_id", "requests", ["assignment_id"])
    op.create_index("ix_requests_student_id", "requests", ["student_id"])
    op.create_table(
        "rubric_items",
        *_row(), _ref("question_id", "questions"), _str("key", 100), _text("text"),
        _text("guideline"), _float("points"), _int("position"), _bool("active"), _int("revision"),
        _unique("question_id", "key"),
    )
    op.create_table(
        "rules",
        *_row(), _ref("question_id", "questions"), _str("kind", 10), _text("answers"),
        _text("comment"), _str("author", 200), _at("at"), _at("withdrawn_at", null=True),
        _str("withdrawn_by", 200, null=True),
    )
    op.create_index("ix_rules_question_id", "rules", ["question_id"])
    op.create_table(
        "scores",
        _ref("run_id", "runs", key=True), _ref("question_id", "questions", key=True),
        _str("status", 20), _float("points", null=True), _float("possible"),
        _str("answer", 64, null=True), _str("misconception", 200, null=True),
    )
    op.create_index("ix_scores_question_id", "scores", ["question_id"])
    op.create_table(
        "weights",
        *_row(), _str("scope", 60), _ref("assignment_id", "assignments"),
        _ref("section_id", "sections", null=True), _ref("question_id", "questions", null=True),
        _float("factor"), _unique("scope"),
    )
    op.create_table(
        "comments",
        *_row(), _ref("attempt_id", "attempts"), _ref("question_id", "questions", null=True),
        _str("cell", 100), _int("line", null=True), _text("text"), _bool("for_student"),
        _str("author", 200), _at("at"), _bool("withdrawn"),
    )
    op.create_index("ix_comments_attempt_id", "comments", ["attempt_id"])
    op.create_table(
        "gains",
        _ref("decision_id", "decisions", key=True), _ref("run_id", "runs", key=True),
        _float("points"),
    )
    op.create_index("ix_gains_run_id", "gains", ["run_id"])
    op.create_table(
        "marks",
        *_row(), _ref("attempt_id", "attempts"), _ref("question_id", "questions"),
        _int("revision"), _text("items"), _float("points", null=True), _text("comment"),
        _str("author", 200), _at("at"), _bool("withdrawn"),
        _unique("attempt_id", "question_id", "revision"),
    )
    op.create_table(
        "moves",
        _ref("decision_id", "decisions", key=True), _ref("attempt_id", "attempts", key=True),
        _ref("before", "runs", null=True), _ref("after", "runs"),
    )
    op.create_index("ix_moves_attempt_id", "moves", ["attempt_id"])
    # fmt: on
