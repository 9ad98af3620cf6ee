"""
Hands inside a Portal in a process of its own: `python -m integration.operations.downloading_hands prepare|work|look`.

`prepare` has Анна ask for an archive of her record, `work` is a worker that goes on until nothing is left, with a clock
in which a dead worker's lease is soon over; `look` prints what became of the archive.
"""

import json
import sys
from datetime import date, datetime, timedelta

import django
from django.core.management import call_command
from django.utils import timezone

django.setup()

from cast import ANNA  # noqa: E402 - needs Django to be set up
from factories.downloads import unpacked  # noqa: E402
from factories.people import add_with_identity, make_account  # noqa: E402
from factories.records import CLINIC, a_case, a_record, a_visit  # noqa: E402
from fakes.medical_documents import EXAMINER  # noqa: E402
from integration.operations.stand_ins import StopAfter  # noqa: E402
from kartoteka import wiring  # noqa: E402
from kartoteka.adapters.mis_embedded import record_import, registration, scheduling  # noqa: E402
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization  # noqa: E402
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow  # noqa: E402
from kartoteka.domain.health_record.downloads.services import ask_for_download, fetch_download  # noqa: E402
from kartoteka.operations.worker import Worker  # noqa: E402
from kartoteka.shared.actor import Actor  # noqa: E402

CASES = 25
DAY = date(2026, 11, 12)


def prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    (person_id,) = registration.register_people(
        [NewInsuredPerson(ANNA.name, ANNA.birth_date, ANNA.sex, "59", ANNA.snils, (ANNA.policy,))], now=now
    )
    scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
    cases = (
        a_case(DAY - timedelta(days=one), visits=(a_visit(DAY, findings=f"Осмотр {one}"),)) for one in range(CASES)
    )
    record_import.import_record(person_id, a_record(*cases), examiner=EXAMINER, now=now)
    account = make_account(ANNA, now)
    card = add_with_identity(account, ANNA, wiring.insured_registry(), now)
    ask_for_download(
        account_id=account,
        person_id=person_id,
        card_id=card.card_id,
        store=wiring.archive_store(),
        start=wiring.start_record_download,
        by=Actor.account(account),
        now=now,
    )


def work() -> None:
    looks = 0

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return timezone.now() + timedelta(seconds=looks)

    worker = Worker(stop=StopAfter(100), clock=clock, periodic=())
    for _ in range(60):
        worker.work_once()


def look() -> None:
    row = RecordDownloadRow.objects.get()
    if row.ready_at is None:
        print(json.dumps([row.step, 0]))  # noqa: T201 - the answer
        return
    archive = fetch_download(
        account_id=row.account_id,
        person_id=row.person_id,
        download_id=row.pk,
        store=wiring.archive_store(),
        by=Actor.system(),
        now=timezone.now(),
    )
    page = unpacked(b"".join(archive.content))["index.html"].decode()
    print(json.dumps([row.step, sum(page.count(f"Осмотр {one}<") for one in range(CASES))]))  # noqa: T201 - the answer


if __name__ == "__main__":
    {"prepare": prepare, "work": work, "look": look}[sys.argv[1]]()
