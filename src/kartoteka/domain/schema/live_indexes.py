"""Indexes for tables of millions that are in use while a migration runs."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddLiveIndex(AddIndexConcurrently):
    """
    Adds an index without shutting writers out where the database can (PostgreSQL), and plainly where it can't (SQLite,
    which has one writer anyway). The migration must say `atomic = False`.

    A build that was cut off leaves an index that is no use; the next attempt removes it first.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with schema_editor.connection.cursor() as cursor:
            # Building waits for every transaction that began before it, longer than a page may take.
            cursor.execute("SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)")
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout")
                cursor.execute("RESET lock_timeout")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
