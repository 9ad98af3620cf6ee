"""The territorial fund's register of insured persons, line by line, and what becomes of each line (R20)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


@dataclass(frozen=True, slots=True)
class FundRecord:
    """A person as a line of the register tells of him. There is at least one document."""

    line: int
    name: PersonName
    birth_date: date
    sex: Sex
    snils: Snils | None
    policies: tuple[OmsPolicy, ...]
    deceased_on: date | None
    # False: the register has no column for it, so a death known from elsewhere stays.
    tells_of_death: bool


class Verdict(StrEnum):
    """What became of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNREADABLE = "unreadable"
    # Nobody but a person may say who is meant by these (R15, R16).
    SEVERAL_OWNERS = "several-owners"
    MAYBE_TWIN = "maybe-twin"
    SOMEBODY_ELSE = "somebody-else"
    AMBIGUOUS = "ambiguous"


KEPT = frozenset({Verdict.ADDED, Verdict.CHANGED, Verdict.UNCHANGED})


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a part of the register brought: a verdict a record, in order, and the people as they are known now."""

    verdicts: tuple[Verdict, ...]
    changed: tuple[InsuredPerson, ...]
