"""The history of the tables, for Alembic. A version that was released is never edited."""
