"""Runs the migrations on the connection that the endpoint hands over, in its transaction."""

from alembic import context
from sqlalchemy import text

from sync.server.tables import metadata

ONE_AT_A_TIME = 4_203_120_001
"""Key of the PostgreSQL advisory lock under which processes migrate one after another."""

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
