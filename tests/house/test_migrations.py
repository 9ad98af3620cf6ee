from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OWN_LABELS = [
    config.label
    for config in apps.get_app_configs()
    if config.name.startswith("kartoteka.") and any(config.get_models())
]


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
