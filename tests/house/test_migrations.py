from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations import AddField, AddIndex, AlterField, CreateModel, Migration, RunPython
from django.db.migrations.loader import MigrationLoader

from kartoteka.domain.schema.live_indexes import AddLiveIndex

OWN_LABELS = [
    config.label
    for config in apps.get_app_configs()
    if config.name.startswith("kartoteka.") and any(config.get_models())
]

# Tables that an upgrade may shut for a moment: of thousands of rows, not of millions.
SMALL = frozenset({"verificationrequestrow"})


def own_migrations() -> list[Migration]:
    disk = MigrationLoader(None).disk_migrations
    return [migration for (label, _), migration in sorted(disk.items()) if label in OWN_LABELS]


class TestMigrations:
    """Law 12, the part of it that needs no deploy."""

    @pytest.mark.parametrize("label", OWN_LABELS)
    def test_are_one_line_in_each_application(self, label: str) -> None:
        graph = MigrationLoader(None).graph

        assert len(graph.leaf_nodes(label)) == 1

    @pytest.mark.django_db
    def test_leave_no_model_behind(self) -> None:
        told = StringIO()

        call_command("makemigrations", *OWN_LABELS, check_changes=True, dry_run=True, stdout=told)

        assert "No changes detected" in told.getvalue()

    @pytest.mark.parametrize("migration", own_migrations(), ids=str)
    def test_build_indexes_beside_running_writes(self, migration: Migration) -> None:
        new = {one.name.lower() for one in migration.operations if isinstance(one, CreateModel)}
        indexes = [one for one in migration.operations if isinstance(one, AddIndex)]

        plain = {one.model_name.lower() for one in indexes if not isinstance(one, AddLiveIndex)}

        assert plain <= new | SMALL

    @pytest.mark.parametrize("migration", own_migrations(), ids=str)
    def test_fill_no_table_that_they_hold_shut(self, migration: Migration) -> None:
        """A column that is added shuts the table until the transaction ends, so its contents are another matter."""
        fields = [one for one in migration.operations if isinstance(one, AddField | AlterField)]
        altered = {one.model_name.lower() for one in fields}
        fills = any(isinstance(one, RunPython) for one in migration.operations)

        assert not (fills and migration.atomic and altered - SMALL)
