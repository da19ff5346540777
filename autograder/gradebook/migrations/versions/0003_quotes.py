"""The line that a comment is about, as it was when the comment was written."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add a column that may be empty."""
    op.add_column("comments", sa.Column("quote", sa.Text, nullable=True))
