"""The decisions and the pages of the journal, timed in one process beside the database."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import median
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.family import LOGIN, make_family
from benchmarks.figures import p99, table, verdict
from kartoteka.domain.access.door import open_record, readable
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.journal import find_broken_row, link
from kartoteka.domain.access.models import JournalRow, PatientRow
from kartoteka.domain.access.paper_consents import ConsentPaper, grant_on_paper
from kartoteka.domain.access.reading_journal import journal_page
from kartoteka.domain.access.representations import Paper, record_representation
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import Action, BasisKind, ConsentKind, Ground, Item, RecordPart
from kartoteka.domain.accounts.selectors import find_account
from kartoteka.domain.card_index.models import CardRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.wiring import insured_registry

DECISIONS_TARGET = 2.0  # milliseconds of Python for fifty people
FLATNESS_TARGET = 2.0  # the long journal's page to the short one's
_SHORT = 1_000
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _Family:
    account_id: UUID
    people: tuple[str, ...]


def measure(*, rows: int, rounds: int) -> None:
    """Print what decisions and pages take."""
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    make_family(now=now)
    family = _give_rights(now)
    _measure_decisions(family, now, rounds)
    _measure_journal(family, now, rows, rounds)


def _give_rights(now: datetime) -> _Family:
    """A paper for each child of the index, a grant for every other adult."""
    account = find_account(login=LOGIN)
    if account is None:
        raise RuntimeError("the family has no account")
    cards = CardRow.objects.filter(index_id=account.account_id).order_by("-is_main", "added_at")
    people = tuple(person for person in cards.values_list("person_id", flat=True) if person)
    registry, registrar = insured_registry(), Actor.account(uuid4())
    main = registry.get(people[0])
    later = now + timedelta(seconds=1)
    for number, person_id in enumerate(people[1:]):
        person = registry.get(person_id)
        if main is None or person is None:
            raise RuntimeError("the registry does not know its own people")
        if age_on(person.birth_date, now.date()) < FULL_AGE:
            paper = Paper(BasisKind.BIRTH_RECORD, f"I-АА {number:06d}", date(2020, 1, 1), date(2020, 1, 1))
            record_representation(representative=main, patient=person, paper=paper, by=registrar, now=later)
        elif number % 2:
            grant_on_paper(
                patient=person,
                account_id=account.account_id,
                terms=Terms(),
                paper=ConsentPaper(ConsentKind.WRITTEN, str(number), date(2026, 1, 1), str(person.name)),
                form_key=uuid4(),
                by=registrar,
                now=later,
            )
    return _Family(account.account_id, people)


def _measure_decisions(family: _Family, now: datetime, rounds: int) -> None:
    moment, item = now + timedelta(minutes=1), Item(RecordPart.HISTORY)
    facts = gather(viewer_id=family.account_id, person_ids=family.people, now=moment)

    def all_decisions() -> None:
        for patient in facts.patients.values():
            decide(facts.viewer, patient, item, Action.READ, moment)

    def whole_list() -> None:
        readable(viewer_id=family.account_id, person_ids=family.people, now=moment)

    with CaptureQueriesContext(connection) as queries:
        decisions = readable(viewer_id=family.account_id, person_ids=family.people, now=moment)
    allowed = sum(decision.is_allowed for decision in decisions.values())
    print(f"{len(decisions)} people, {allowed} records to read, {len(queries)} questions to the database.")
    pure, whole = _cpu(all_decisions, rounds), _cpu(whole_list, rounds)
    print(
        table(
            ("for fifty people", "median, CPU-ms", "p99"),
            [
                ("the decisions alone", f"{median(pure):.3f}", f"{p99(pure):.3f}"),
                ("with both questions asked and read", f"{median(whole):.3f}", f"{p99(whole):.3f}"),
            ],
        )
    )
    print(f"\nThe decisions: {verdict(median(pure), DECISIONS_TARGET)}.\n")


def _measure_journal(family: _Family, now: datetime, rows: int, rounds: int) -> None:
    long, short, *_ = _people_of_papers(family, now)
    for person_id, length in ((short, _SHORT), (long, rows)):
        _write_journal(family.account_id, person_id, length, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    at = now + timedelta(minutes=1)

    def page(person_id: str, before: int | None) -> Callable[[], None]:
        return lambda: _page(person_id, family.account_id, at, before)

    def opening(person_id: str) -> Callable[[], None]:
        return lambda: _open(family.account_id, person_id, at)

    acts = {
        f"page, newest of {_SHORT:,}": page(short, None),
        f"page, newest of {rows:,}": page(long, None),
        f"page, in the middle of {rows:,}": page(long, rows // 2),
        f"page, oldest of {rows:,}": page(long, 200),
        f"opening a record, journal of {_SHORT:,}": opening(short),
        f"opening a record, journal of {rows:,}": opening(long),
    }
    timed = _wall_in_turn(acts, rounds)
    print(
        table(
            ("journal of readings", "median, ms", "p99"),
            [(name, f"{median(times):.2f}", f"{p99(times):.2f}") for name, times in timed.items()],
        )
    )
    medians = [median(times) for times in timed.values()]
    flatness = max(medians[1:4]) / medians[0]
    print(f"\nThe slowest page of the long journal to the short one: {flatness:.2f}.")
    print(f"The pages: {verdict(flatness, FLATNESS_TARGET)}.")
    began = time.perf_counter()
    broken = find_broken_row()
    print(f"audit verify: {time.perf_counter() - began:.0f} s for all rows, {'whole' if broken is None else broken}.")


def _people_of_papers(family: _Family, now: datetime) -> list[str]:
    """Children of the index: of their journals the account sees the whole."""
    decisions = readable(viewer_id=family.account_id, person_ids=family.people[1:], now=now + timedelta(minutes=1))
    return [person_id for person_id, decision in decisions.items() if decision.ground is Ground.REPRESENTATIVE]


def _write_journal(account_id: UUID, person_id: str, length: int, now: datetime) -> None:
    """A chain as the door would have written it, over three years; faster than by opening a record a million times."""
    PatientRow.objects.bulk_create([PatientRow(person_id=person_id)], ignore_conflicts=True)
    patient = PatientRow.objects.get(pk=person_id)
    rows = _chain(account_id, person_id, length, now)
    last = None
    while batch := list(islice(rows, _BATCH)):
        JournalRow.objects.bulk_create(batch)
        last = batch[-1]
    if last is not None:
        patient.journal_length, patient.journal_head, patient.journal_at = last.number, last.digest, last.at
        patient.save()


def _chain(account_id: UUID, person_id: str, length: int, now: datetime) -> Iterator[JournalRow]:
    digest, parts = b"", tuple(RecordPart)
    viewers = [account_id, *(uuid4() for _ in range(4))]
    pause = timedelta(days=1000) / length
    for number in range(1, length + 1):
        row = JournalRow(
            person_id=person_id, number=number, at=now - pause * (length - number + 1),
            account_id=viewers[number // 3 % 5], viewer_name="Смирнова Анна Петровна", action=Action.READ,
            part=parts[number % len(parts)], ground=Ground.REPRESENTATIVE, channel="web",
        )  # fmt: skip
        row.digest = digest = link(digest, row)
        yield row


def _page(person_id: str, account_id: UUID, now: datetime, before: int | None) -> None:
    if not journal_page(person_id=person_id, account_id=account_id, now=now, before=before).entries:
        raise RuntimeError("the page is empty")


def _open(account_id: UUID, person_id: str, now: datetime) -> None:
    open_record(viewer_id=account_id, person_id=person_id, now=now)


def _wall_in_turn(acts: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each, round by round, so that what else runs on the machine falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(-5, rounds):
        for name, act in acts.items():
            began = time.perf_counter_ns()
            act()
            if number >= 0:
                taken[name].append((time.perf_counter_ns() - began) / 1e6)
    return taken


def _cpu(act: Callable[[], None], rounds: int) -> list[float]:
    """Milliseconds of this thread's processor time."""
    taken = []
    for number in range(-5, rounds):
        began = time.thread_time_ns()
        act()
        if number >= 0:
            taken.append((time.thread_time_ns() - began) / 1e6)
    return taken
