"""
The generated parts of docs/demo.md.

A part stands between `<!-- generated: name -->` and `<!-- end -->`; the rest of the guide is written by hand.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.devtools import cast, region_data
from kartoteka.devtools.cast import CardPlan
from kartoteka.devtools.esia_people import ESIA_PEOPLE
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.hard_cases import HARD_CASES, HardCase
from kartoteka.devtools.people import DemoPerson
from kartoteka.devtools.visits import VISITS
from kartoteka.domain.card_index.types import CardState
from kartoteka.domain.regions.types import Region
from kartoteka.shared.identifiers import OmsPolicy
from kartoteka.ui import presenters

_PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_NOTHING = "—"
_PERSON_COLUMNS = (
    "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "СНИЛС", "Полис ОМС", "Серия полиса", "Номер полиса",
)  # fmt: skip


def with_fresh_parts(guide: str) -> str:
    """
    The guide with all its generated parts made anew.

    :raises KeyError: the guide wants a part that nobody makes
    """
    return _PART.sub(lambda found: f"{found[1]}\n{PARTS[found['name']]()}\n\n{found[3]}", guide)


def _sign_ins() -> str:
    return _table(
        ("Электронная почта", "Логин", "Кто это", "На что посмотреть"),
        ((f"`{one.email}`", f"`{one.login}`", one.who, one.look_at) for one in cast.SIGN_INS),
    )


def _esia_people() -> str:
    return _table(
        ("Кто", "Статус на Госуслугах", "Электронная почта", "Что будет на Портале"),
        (
            (str(one.person.name), "Подтвержденная" if one.is_trusted else "Стандартная", one.email or _NOTHING,
             one.what_happens)
            for one in ESIA_PEOPLE
        ),
    )  # fmt: skip


def _card_indexes() -> str:
    rows = [_card_row(plan, CardState.CONFIRMED) for plan in cast.CARDS]
    rows.append(_card_row(cast.SENT_AND_REFUSED, CardState.REFUSED))
    rows.append(_card_row(cast.SENT_AND_AWAITING, CardState.AWAITING))
    order = [sign_in.email for sign_in in cast.SIGN_INS]
    return _table(
        ("Учетная запись", "Кто в картотеке", "Кем приходится", "Данные", "Предстоящие", "Выполненные"),
        sorted(rows, key=lambda row: order.index(row[0])),
    )


def _card_row(plan: CardPlan, state: CardState) -> tuple[str, ...]:
    upcoming, completed = count_services(plan)
    return (
        next(sign_in.email for sign_in in cast.SIGN_INS if sign_in.login == plan.owner),
        str(plan.person.name),
        presenters.kinship_at_start(plan.kinship, plan.person.sex),
        presenters.card_state(state),
        str(upcoming),
        str(completed),
    )


def count_services(plan: CardPlan) -> tuple[int, int]:
    """How many upcoming and completed services the owner of a card sees (D2)."""
    seen = [
        visit.status
        for visit in VISITS
        if visit.person == plan.person and (cast.sees_all(plan.owner, plan.person) or visit.booked_by == plan.owner)
    ]
    return seen.count(ServiceStatus.BOOKED), seen.count(ServiceStatus.COMPLETED)


def _hard_cases() -> str:
    return "\n\n".join(_hard_case(case) for case in HARD_CASES)


def _hard_case(case: HardCase) -> str:
    rows = (
        (*person_cells(attempt.typed), "находится" if attempt.finds else "не находится") for attempt in case.attempts
    )
    return f"### {case.title}\n\n{case.what_happens}\n\n{_table((*_PERSON_COLUMNS, 'Итог'), rows)}"


def _regions() -> str:
    return _table(
        ("Регион", "Код", "Часовой пояс", "Участвует", "Телефоны"),
        (
            (one.name, one.code, one.time_zone, "да" if one.is_active else "нет", _phones(one))
            for one in region_data.REGIONS
        ),
    )


def _phones(region: Region) -> str:
    return "<br>".join(f"{phone.number} — {phone.purpose}, {phone.hours}" for phone in region.phones)


def _people(people: Iterable[DemoPerson]) -> str:
    return _table(_PERSON_COLUMNS, (person_cells(person) for person in people))


def person_cells(person: DemoPerson) -> tuple[str, ...]:
    """What is typed to add a person, one cell a field."""
    return (
        person.name.family,
        person.name.given,
        person.name.patronymic or _NOTHING,
        f"{person.birth_date:%d.%m.%Y}",
        presenters.sex_word(person.sex),
        str(person.snils) if person.snils else _NOTHING,
        *_policy_cells(person.policy),
    )


def _policy_cells(policy: OmsPolicy | None) -> tuple[str, str, str]:
    if policy is None:
        return _NOTHING, _NOTHING, _NOTHING
    return dict(presenters.POLICY_KIND_CHOICES)[policy.kind], policy.series or _NOTHING, policy.number


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PARTS: dict[str, Callable[[], str]] = {
    "sign-ins": _sign_ins,
    "card-indexes": _card_indexes,
    "esia-people": _esia_people,
    "free-people": lambda: _people(FREE_PEOPLE),
    "cast": lambda: _people((*cast.REGISTERED, cast.ARTYOM)),
    "hard-cases": _hard_cases,
    "regions": _regions,
}
