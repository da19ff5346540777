"""Run by Alembic: migrates over the connection that it was given, in that one's transaction."""

from alembic import context

from autograder.gradebook.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,  # its names of constraints, too
    # SQLite cannot alter a column in place: Alembic copies the table instead.
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
