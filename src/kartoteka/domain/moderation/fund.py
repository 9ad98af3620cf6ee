"""The territorial fund answers: its register comes in, the card indexes follow, what it proves is confirmed (R20)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.fund import KEPT, FundRecord, Verdict
from kartoteka.domain.card_index.ports import InsuredRegistry, TerritorialFund
from kartoteka.domain.moderation.services import confirm_matched_requests
from kartoteka.shared.actor import Actor

# Small enough for others to write in between, large enough for millions of lines in an hour.
PART = 500


@dataclass(frozen=True, slots=True)
class FundAnswer:
    """What an import brought."""

    verdicts: Counter[Verdict]
    # Requests that closed by themselves.
    confirmed: int


def take_over_register(
    records: Iterable[FundRecord],
    *,
    region_code: str,
    fund: TerritorialFund,
    registry: InsuredRegistry,
    on_rejected: Callable[[FundRecord, Verdict], None],
    is_rehearsal: bool,
    by: Actor,
    clock: Callable[[], datetime],
) -> FundAnswer:
    """
    Take a register over, part by part. Each part is a transaction, so an import that was cut off is begun anew and
    finds unchanged what it had written. Entries of people about whom the fund knows better follow it (R24, R27), and
    requests that it proves are confirmed, those in a moderator's work too (R20).

    :param on_rejected: told of each record that nobody but a person may judge
    :param is_rehearsal: change nothing, and confirm nobody
    """
    verdicts: Counter[Verdict] = Counter()
    if not is_rehearsal:
        _record_import(region_code, by, clock())
    for part in _parts(records):
        now = clock()
        with transaction.atomic():
            taken = fund.take_over(part, region_code=region_code, is_rehearsal=is_rehearsal, now=now)
            card_services.follow_registry(taken.changed, by=by, now=now)
        verdicts.update(taken.verdicts)
        for record, verdict in zip(part, taken.verdicts, strict=True):
            if verdict not in KEPT:
                on_rejected(record, verdict)
    confirmed = 0 if is_rehearsal else confirm_matched_requests(registry=registry, now=clock())
    return FundAnswer(verdicts, confirmed)


def _parts(records: Iterable[FundRecord]) -> Iterator[Sequence[FundRecord]]:
    all_of_them = iter(records)
    while part := tuple(islice(all_of_them, PART)):
        yield part


def _record_import(region_code: str, by: Actor, now: datetime) -> None:
    audit.record(
        Event.FUND_REGISTER_IMPORTED,
        subject_type="fund-register",
        subject_id=region_code,
        account_id=None,
        by=by,
        now=now,
    )
