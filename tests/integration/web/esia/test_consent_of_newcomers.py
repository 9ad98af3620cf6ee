"""Who came by ESIA has agreed to nothing yet: the consent comes before any page with his data."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse

from cast import MARIA
from factories.people import PASSWORD, add
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.models import Account, AccountSession, ConsentRow, EsiaLinkRow, KnownDeviceRow
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.models import CardIndexRow, CardRow
from kartoteka.shared.actor import Actor

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


class TestARefusal:
    def refuse(self, guest: Guest) -> HttpResponse:
        page = guest.client.get("/consent/").content.decode()
        acting_as = page.partition('name="acting_as" value="')[2].partition('"')[0]
        return guest.client.post("/consent/", {"decision": "refuse", "acting_as": acting_as})  # type: ignore[return-value]

    def test_leaves_nothing_of_a_newcomer(self, guest: Guest) -> None:
        guest.enter()
        account = Account.objects.get()

        answer = self.refuse(guest)

        assert answer["Location"] == "/"
        assert "Ваши данные не сохранены" in guest.client.get("/").content.decode()
        assert not guest.is_in()
        for table in (Account, CardRow, CardIndexRow, EsiaLinkRow, ConsentRow, KnownDeviceRow):
            assert not table.objects.exists()
        assert not AccountSession.objects.exclude(account=None).exists()
        assert AuditEvent.objects.get(event=Event.ACCOUNT_FORGOTTEN).account_id == account.pk

    def test_lets_him_come_again_as_a_newcomer(self, guest: Guest) -> None:
        guest.enter()
        self.refuse(guest)

        guest.enter()

        assert guest.is_in()
        assert Account.objects.count() == 1

    def test_of_a_newer_text_deletes_nobody(self, guest: Guest, now: datetime) -> None:
        guest.enter()
        guest.reads("/card-index/")
        consents.publish_text(text="Новый текст", by=Actor.system(), now=now)
        guest.client.post("/sign-out/")
        guest.enter()

        self.refuse(guest)

        assert not guest.is_in()
        assert Account.objects.exists()
        assert CardRow.objects.exists()

    def test_of_who_has_a_password_deletes_nobody(self, guest: Guest, anna: UUID, now: datetime) -> None:
        ConsentRow.objects.all().delete()
        guest.client.post("/sign-in/", {"login": "anna", "password": PASSWORD})

        self.refuse(guest)

        assert not guest.is_in()
        assert Account.objects.filter(pk=anna).exists()

    def test_keeps_people_whom_the_owner_added(
        self, guest: Guest, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        guest.enter()
        add(Account.objects.get().pk, MARIA, registry, now)

        self.refuse(guest)

        assert CardRow.objects.count() == 2

    def test_on_a_page_of_another_account_is_not_carried_out(self, guest: Guest) -> None:
        guest.enter()

        answer = guest.client.post("/consent/", {"decision": "refuse", "acting_as": "0" * 32})

        assert answer.status_code == 403
        assert Account.objects.exists()
