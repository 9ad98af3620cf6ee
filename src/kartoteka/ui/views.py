from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def web_manifest(request: HttpRequest) -> JsonResponse:
    """
    What a phone needs to keep «К врачу» on its home screen.

    A view and not a static file: only so do the icons get their hashed addresses.
    """
    del request
    manifest = {
        "id": "/",
        "name": "К врачу",
        "short_name": "К врачу",
        "description": "Запись к врачу и картотека Вашей семьи",
        "lang": "ru",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f5f8",
        "theme_color": "#0b5cab",
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable-192.png", "192x192", "maskable"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    }
    response = JsonResponse(
        manifest, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(f"ui/icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
