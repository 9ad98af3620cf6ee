"""The questions of `equal_answers`, asked through Django's test client; limits are out of the way."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.conf import settings
from django.test import Client
from django.utils import timezone

from benchmarks import equal_access
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import NewAccount
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.types import Region
from kartoteka.operations import portal
from kartoteka.shared.actor import Actor

PEOPLE = 1000
_REGION = Region("59", "Пермский край", "Asia/Yekaterinburg", True, (), ())  # noqa: FBT003 - active
_PASSWORD = "benchmark-password-2026"  # noqa: S105 - protects nothing
_WRONG = "not the password"
_REFUSED, _LED_ON = 422, 302


def prepare() -> None:
    """A region with accounts, and no limits."""
    portal.prepare()
    now, by = timezone.now(), Actor.system()
    save_region(_REGION, by=by, now=now)
    for number in range(PEOPLE):
        login = f"person{number}"
        new = NewAccount(login, f"{login}@example.org", _PASSWORD, _REGION.code)
        account_id = create_account(new, by=by, now=now)
        consents.give_consent(
            account_id=account_id,
            version=consents.current_text().version,
            network_address="127.0.0.1",
            by=Actor.account(account_id),
            now=now,
        )
    settings.KARTOTEKA_LIMITS = {
        name: replace(limit, capacity=10**9) for name, limit in settings.KARTOTEKA_LIMITS.items()
    }


def ask_for() -> Mapping[str, Callable[[bool, int], None]]:
    """The pages by name; each is asked for an address that is known or not."""
    headers = {"host": "127.0.0.1", "x-forwarded-proto": "https", "x-real-ip": "127.0.0.1"}
    client = Client(headers=headers)
    stranger = Account.objects.get(login="person0").pk

    def address(is_known: bool, number: int) -> str:  # noqa: FBT001 - named by its callers
        return f"person{number % PEOPLE}@example.org" if is_known else f"nobody{number}@example.org"

    def post(path: str, form: dict[str, str], status: int) -> None:
        answer = client.post(path, form)
        if answer.status_code != status:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    return {
        "sign-in": lambda known, n: post("/sign-in/", {"login": address(known, n), "password": _WRONG}, _REFUSED),
        "sign-up": lambda known, n: post("/sign-up/", {"email": address(known, n), "region": "59"}, _LED_ON),
        "forgotten password": lambda known, n: post("/password/", {"email": address(known, n)}, _LED_ON),
        **equal_access.prepare(headers, stranger),
    }
