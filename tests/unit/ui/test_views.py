from django.test import Client
from pytest_django import Settings


class TestWebManifest:
    def test_names_the_app_and_its_icons(self, client: Client, settings: Settings) -> None:
        settings.MIDDLEWARE = []
        answer = client.get("/manifest.webmanifest")
        manifest = answer.json()

        assert answer["Content-Type"] == "application/manifest+json"
        assert (manifest["name"], manifest["start_url"]) == ("К врачу", "/")
        assert {icon["sizes"] for icon in manifest["icons"] if icon["purpose"] == "maskable"} == {"192x192", "512x512"}
        assert all(icon["src"].startswith("/static/ui/icons/") for icon in manifest["icons"])
