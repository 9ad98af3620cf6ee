"""
The map of addresses for requests of the app: see kartoteka.mobile.site.

The app's pages stand before the Portal's of the same name, so a link by name stays in the app wherever it has that
page. What it has not, letters and pages of staff among it, keeps its address.
"""

from collections.abc import Sequence
from types import ModuleType

from django.urls import URLPattern, URLResolver, include, path

from kartoteka.config.urls import handler400, handler403, handler404, handler500
from kartoteka.config.urls import urlpatterns as portal
from kartoteka.mobile import rooms, views
from kartoteka.mobile.urls import own
from kartoteka.web.accounts import urls as accounts
from kartoteka.web.regions import urls as regions
from kartoteka.web.start import urls as start
from kartoteka.web.start.views import install

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def _with(room: ModuleType, pages: Sequence[URLPattern]) -> URLResolver:
    """A room of the Portal with some of its pages in the app: of two pages of one name, Django leads to the last."""
    patterns: list[URLPattern | URLResolver] = [*room.urlpatterns, path("m/", include(pages))]
    return path("", include((patterns, room.app_name)))


urlpatterns = [
    path("m/", include((own, "mobile"))),
    path("m/", include("kartoteka.mobile.rooms")),
    _with(regions, [*rooms.services_of_region, *rooms.choice_of_region]),
    _with(accounts, [*rooms.proofs, *rooms.doors]),
    _with(start, [path("", views.Home.as_view(), name="start"), path("install/", install, name="install")]),
    *portal,
]
