"""Who came by ESIA has agreed to nothing yet: the consent comes before any page with his data."""

from fakes.identity_provider import FakeIdentityProvider

from .conftest import Guest


class TestConsent:
    def test_is_asked_of_a_newcomer(self, guest: Guest) -> None:
        guest.enter()

        assert guest.client.get("/card-index/")["Location"].startswith("/consent/")

    def test_given_in_one_browser_is_not_asked_for_in_another(
        self, guest: Guest, provider: FakeIdentityProvider
    ) -> None:
        other = Guest(provider)
        guest.enter()
        other.enter()
        page = guest.client.get("/consent/")
        version = page.content.decode().partition('name="version" value="')[2].partition('"')[0]
        acting_as = page.content.decode().partition('name="acting_as" value="')[2].partition('"')[0]
        guest.client.post("/consent/", {"version": version, "acting_as": acting_as})

        led_on = other.client.get("/consent/", {"next": "/services/"})

        assert led_on["Location"] == "/services/"
        assert other.client.get("/services/").status_code == 200
