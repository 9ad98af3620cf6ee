"""What makes pages an app: the manifest, the service worker with the shell, the page for when there is no network."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

_OFFLINE: Final = "mobile/templates/offline.html"
_TEMPLATES: Final = Path(__file__).parent / "templates"
# The shell: what any page of the app needs to be drawn, and nothing that is somebody's.
_SHELL: Final = (
    "ui/css/tokens.css",
    "ui/css/base.css",
    "ui/css/components.css",
    "ui/css/forms.css",
    "ui/css/record.css",
    "mobile/mobile.css",
    "ui/app.js",
    "mobile/app.js",
    # With them the sealed copy of a record opens without a network.
    "mobile/offline_open.js",
    "mobile/sealed.js",
    "mobile/passkey.js",
    "mobile/device.js",
    "mobile/store.js",
    "golos/golos-text-cyrillic-wght-normal.woff2",
    "golos/golos-text-latin-wght-normal.woff2",
    "ui/icons/favicon.svg",
)


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """
    What a telephone needs to keep «К врачу» on its home screen (A-04).

    A view and not a static file: only so do the icons get their hashed addresses.
    """
    del request
    home = reverse("mobile:home")
    told = {
        "id": home,
        "name": "К врачу",
        "short_name": "К врачу",
        "description": "Запись к врачу и картотека Вашей семьи",
        "lang": "ru",
        "dir": "ltr",
        "start_url": reverse("mobile:launch"),
        "scope": home,
        "display": "standalone",
        "orientation": "any",
        "background_color": "#f2f5f8",
        "theme_color": "#0b5cab",
        "categories": ["medical", "health"],
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable-192.png", "192x192", "maskable"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            _shortcut("Картотека", "card_index:list"),
            _shortcut("Добавить человека", "card_index:add"),
            _shortcut("Запись к врачу", "regions:services"),
            _shortcut("Медкарта", "record:people"),
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Asked for anew each time; its version is that of the shell, so a release brings it along."""
    del request
    answer = HttpResponse(_service_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """«Нет связи»: kept on the telephone, so nobody's name and no mark of a session is on it."""
    return render(request, _OFFLINE)


def _service_worker() -> str:
    return _written() if settings.DEBUG else _written_once()


@cache
def _written_once() -> str:
    return _written()


def _written() -> str:
    shell = [static(name) for name in _SHELL]
    words = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("shell.html", "offline.html"))
    version = hashlib.blake2s(f"{shell} {words}".encode(), digest_size=6).hexdigest()
    facts = {
        "version": version,
        "shell": shell,
        "offline": reverse("mobile:offline"),
        "static": settings.STATIC_URL,
        "home": reverse("mobile:home"),
        "icon": static("ui/icons/icon-192.png"),
    }
    return get_template("mobile/templates/service_worker.js").render({"facts": facts})


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(f"ui/icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


def _shortcut(name: str, route: str) -> dict[str, object]:
    return {"name": name, "url": reverse(route), "icons": [_icon("icon-192.png", "192x192", "any")]}
