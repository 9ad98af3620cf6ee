from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from house.routes import HIDDEN, PUBLIC, addresses


@pytest.mark.django_db
@pytest.mark.manual("A-01")
class TestAnonymousVisitor:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_is_led_to_sign_in_by_every_page_that_is_not_public(self, client: Client, method: str) -> None:
        # Whoever has not signed in to the app begins with its first run.
        web, app = f"{reverse(settings.LOGIN_URL)}?", reverse("mobile:region")

        open_pages = [
            f"{name}: {response.status_code}"
            for name, address in addresses().items()
            if name not in PUBLIC and not name.startswith(HIDDEN)
            for response in [client.generic(method, address)]
            if response.status_code != HTTPStatus.FOUND
            or not response.headers["Location"].startswith(app if name.startswith("mobile:") else web)
        ]

        assert not open_pages, ", ".join(open_pages)

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_finds_no_page_of_staff(self, client: Client, method: str) -> None:
        hidden = {name: address for name, address in addresses().items() if name.startswith(HIDDEN)}

        open_pages = [
            f"{name}: {response.status_code}"
            for name, address in hidden.items()
            for response in [client.generic(method, address)]
            if response.status_code != HTTPStatus.NOT_FOUND
        ]

        assert hidden
        assert not open_pages, ", ".join(open_pages)

    def test_sees_every_public_page(self, client: Client) -> None:
        known = addresses()

        closed_pages = [
            name
            for name in sorted(PUBLIC)
            if client.get(known[name]).headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
        ]

        assert not closed_pages, ", ".join(closed_pages)
