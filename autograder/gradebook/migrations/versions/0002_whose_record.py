"""Under which name work was handed in, whose record is sealed, and documents of other rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two columns that may be empty, and a table."""
    op.add_column("attempts", sa.Column("handed_as", sa.Text, nullable=True))
    op.add_column("runs", sa.Column("sealed_attempt", sa.Integer, nullable=True))
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("student_id", sa.Integer, sa.ForeignKey("students.id"), nullable=True),
        sa.Column("content", sa.Text, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.UniqueConstraint("kind", "key"),
    )
    op.create_index("ix_documents_student_id", "documents", ["student_id"])
