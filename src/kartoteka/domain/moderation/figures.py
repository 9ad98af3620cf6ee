"""
Figures for the head of moderators: what waits, how long decisions take, why data are refused.

All of it is counted by the database: five questions, however many requests there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.types import MODERATORS_REASONS, RefusalReason, RequestState
from kartoteka.domain.regions.selectors import list_region_names

_DECISIONS = (RequestState.CONFIRMED, RequestState.REFUSED)
# Whose index a card is in, he sent the request. A way of foreign keys, which a database walks at once for all.
_REGION = "card__index__account__region_id"
_ENDS = (*_DECISIONS, RequestState.WITHDRAWN, RequestState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted, by the clocks of one time zone."""

    first: date
    last: date
    zone: str

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        """The first moment that is not in it."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))


@dataclass(slots=True)
class Figures:
    """What a region, or all of them together, looks like: open requests now, ended ones in the span."""

    code: str
    name: str
    new: int = 0
    in_work: int = 0
    needs_information: int = 0
    overdue: int = 0
    confirmed: int = 0
    # By the registry itself, before or instead of a moderator (R20).
    matched: int = 0
    refused: int = 0
    # Withdrawn by the sender, or expired.
    dropped: int = 0
    reasons: dict[RefusalReason, int] = field(default_factory=lambda: dict.fromkeys(MODERATORS_REASONS, 0))
    # From the sending to the decision of a moderator; None where there was none.
    median: timedelta | None = None
    ninetieth: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was decided on one day, by whomever."""

    day: date
    confirmed: int
    refused: int


@dataclass(frozen=True, slots=True)
class FiguresReport:
    """Everything the page shows; regions with nothing to tell are left out."""

    total: Figures
    regions: tuple[Figures, ...]
    days: tuple[DayFigures, ...]
    # Codes and names of all regions, to choose from.
    choices: tuple[tuple[str, str], ...]


def report(*, span: Span, region_code: str, today: date) -> FiguresReport:
    """
    Figures of one region, or of all.

    :param region_code: of the senders; empty for all
    :param today: where the reader is, to tell what is overdue
    """
    choices = tuple(list_region_names())
    ended = _ended(span, region_code)
    total = Figures("", "Все регионы")
    by_region = {code: Figures(code, name) for code, name in choices}
    _count_open(region_code, today, total, by_region)
    _count_ended(ended, total, by_region)
    _time(ended, total, by_region)
    told = tuple(one for one in by_region.values() if one != Figures(one.code, one.name))
    return FiguresReport(total, told, _days(ended, span), choices)


def _ended(span: Span, region_code: str) -> QuerySet[VerificationStepRow]:
    """The last steps of requests that ended in the span: a decision that was taken back is none."""
    later = VerificationStepRow.objects.filter(request=OuterRef("request"), pk__gt=OuterRef("pk"))
    steps = VerificationStepRow.objects.filter(state__in=_ENDS, at__gte=span.begins, at__lt=span.ends)
    regional = steps.filter(~Exists(later)).annotate(region=F(f"request__{_REGION}"))
    return regional.filter(region=region_code) if region_code else regional


def _count_open(region_code: str, today: date, total: Figures, by_region: Mapping[str, Figures]) -> None:
    waiting = VerificationRequestRow.objects.filter(state__in=sorted(rules.OPEN_STATES))
    waiting = waiting.annotate(region=F(_REGION))
    if region_code:
        waiting = waiting.filter(region=region_code)
    counted = waiting.values("region").annotate(
        new=Count("pk", filter=Q(state=RequestState.NEW)),
        # Who waits for a second moderator is in work still.
        in_work=Count("pk", filter=Q(state__in=(RequestState.IN_WORK, RequestState.SECOND_LOOK))),
        needs_information=Count("pk", filter=Q(state=RequestState.NEEDS_INFORMATION)),
        overdue=Count("pk", filter=Q(decide_by__lt=today)),
    )
    for row in counted.order_by():
        for one in _of(row["region"], total, by_region):
            one.new += row["new"]
            one.in_work += row["in_work"]
            one.needs_information += row["needs_information"]
            one.overdue += row["overdue"]


def _count_ended(ended: QuerySet[VerificationStepRow], total: Figures, by_region: Mapping[str, Figures]) -> None:
    # The type checker does not see the annotation.
    counted = ended.values_list("region", "state", "request__refusal_reason").annotate(  # type: ignore[misc]
        number=Count("pk"), matched=Count("pk", filter=Q(by_account=None))
    )
    for region, state, reason, number, matched in counted.order_by():
        for one in _of(region, total, by_region):
            _add(one, RequestState(state), reason, number, matched)


def _add(one: Figures, state: RequestState, reason: str, number: int, matched: int) -> None:
    if state is RequestState.CONFIRMED:
        one.confirmed += number - matched
        one.matched += matched
    elif state is RequestState.REFUSED:
        one.refused += number
        one.reasons[RefusalReason(reason)] += number
    else:
        one.dropped += number


def _time(ended: QuerySet[VerificationStepRow], total: Figures, by_region: Mapping[str, Figures]) -> None:
    """
    Median and ninetieth percentile by nearest rank, in one question on either database.

    Each decision gets its place among those of its region, and among all; only the places asked for come back.
    """
    took = ExpressionWrapper(F("at") - F("request__sent_at"), output_field=DurationField())
    decided = ended.filter(state__in=_DECISIONS, by_account__isnull=False).annotate(
        took=took,
        place=Window(RowNumber(), partition_by=[F("region")], order_by=[took.asc(), F("pk").asc()]),
        number=Window(Count("pk"), partition_by=[F("region")]),
        place_in_all=Window(RowNumber(), order_by=[took.asc(), F("pk").asc()]),
        number_in_all=Window(Count("pk")),
    )
    wanted = decided.filter(
        Q(place=_middle("number"))
        | Q(place=_ninetieth("number"))
        | Q(place_in_all=_middle("number_in_all"))
        | Q(place_in_all=_ninetieth("number_in_all"))
    )
    for row in wanted.values("region", "took", "place", "number", "place_in_all", "number_in_all"):
        if row["region"] in by_region:
            _place(by_region[row["region"]], row["place"], row["number"], row["took"])
        _place(total, row["place_in_all"], row["number_in_all"], row["took"])


def _middle(number: str) -> object:
    return (F(number) + 1) / 2


def _ninetieth(number: str) -> object:
    # Rounded up: of eleven decisions it is the tenth.
    return (F(number) * 9 + 9) / 10


def _place(one: Figures, place: int, number: int, took: timedelta) -> None:
    if place == (number + 1) // 2:
        one.median = took
    if place == (number * 9 + 9) // 10:
        one.ninetieth = took


def _days(ended: QuerySet[VerificationStepRow], span: Span) -> tuple[DayFigures, ...]:
    counted = ended.annotate(day=TruncDate("at", tzinfo=ZoneInfo(span.zone))).values_list("day")
    known = {
        day: (confirmed, refused)
        for day, confirmed, refused in counted.annotate(
            confirmed=Count("pk", filter=Q(state=RequestState.CONFIRMED)),
            refused=Count("pk", filter=Q(state=RequestState.REFUSED)),
        ).order_by()
    }
    length = (span.last - span.first).days + 1
    days = (span.first + timedelta(days=number) for number in range(length))
    return tuple(DayFigures(day, *known.get(day, (0, 0))) for day in days)


def _of(region: str | None, total: Figures, by_region: Mapping[str, Figures]) -> Iterable[Figures]:
    yield total
    if region is not None and region in by_region:
        yield by_region[region]
