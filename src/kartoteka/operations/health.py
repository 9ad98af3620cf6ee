"""Whether the Portal lives and can serve, for the supervisor and the front server. No session."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


class MigrationWatch:
    """Whether all migrations are applied. Reading them is slow, and the answer yes lasts: it is kept."""

    def __init__(self) -> None:
        self._seen_applied = False

    def are_applied(self) -> bool:
        if not self._seen_applied:
            executor = MigrationExecutor(connection)
            self._seen_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self._seen_applied


_migrations = MigrationWatch()


def find_unready_parts(migrations: MigrationWatch) -> list[str]:
    """Names of the parts that keep the Portal from serving."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [] if migrations.are_applied() else ["migrations"]
    except Error:
        return ["database"]


@login_not_required
@require_safe
@cache_control(no_store=True)
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@login_not_required
@require_safe
@cache_control(no_store=True)
def ready(_request: HttpRequest) -> JsonResponse:
    """The Portal can serve: 200, or 503 with the names of what is missing."""
    if parts := find_unready_parts(_migrations):
        return JsonResponse({"status": "not-ready", "parts": parts}, status=503)
    return JsonResponse({"status": "ready"})
