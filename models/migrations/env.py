"""Alembic's environment: runs the steps inside the transaction of the caller's connection."""

from alembic import context

from models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,  # The caller holds the one transaction.
)
context.run_migrations()
