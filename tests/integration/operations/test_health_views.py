import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kartoteka.operations import health
from kartoteka.operations.health import MigrationWatch


class Migrations(MigrationWatch):
    """Migrations that are applied, or not, as the test says."""

    def __init__(self, *, applied: bool) -> None:
        super().__init__()
        self._applied = applied

    def are_applied(self) -> bool:
        return self._applied


def be_away() -> None:
    raise OperationalError("gone")


@pytest.mark.django_db
class TestReady:
    def test_is_said_when_the_database_answers_and_is_up_to_date(self, client: Client) -> None:
        response = client.get("/health/ready")

        assert response.status_code == 200
        assert response.json() == {"status": "ready"}

    def test_is_denied_while_migrations_wait(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(health, "_migrations", Migrations(applied=False))

        response = client.get("/health/ready")

        assert response.status_code == 503
        assert response.json() == {"status": "not-ready", "parts": ["migrations"]}

    def test_is_denied_without_a_database(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "cursor", be_away)

        response = client.get("/health/ready")

        assert response.status_code == 503
        assert response.json() == {"status": "not-ready", "parts": ["database"]}


@pytest.mark.django_db
class TestHealthPages:
    @pytest.mark.parametrize("name", ["health:live", "health:ready"])
    def test_are_public_unkept_and_without_a_session(self, client: Client, name: str) -> None:
        response = client.get(reverse(name))

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies

    @pytest.mark.parametrize("name", ["health:live", "health:ready"])
    def test_take_no_changes(self, client: Client, name: str) -> None:
        assert client.post(reverse(name)).status_code == 405

    def test_say_that_the_process_lives_without_asking_the_database(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            response = client.get("/health/live")

        assert response.json() == {"status": "live"}


@pytest.mark.django_db
class TestMigrationWatch:
    def test_asks_the_database_until_the_answer_is_yes(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        watch = MigrationWatch()
        first = watch.are_applied()

        with django_assert_num_queries(0):
            second = watch.are_applied()

        assert (first, second) == (True, True)

    def test_sees_a_migration_that_is_not_applied(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")

        assert not MigrationWatch().are_applied()
