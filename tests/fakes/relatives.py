from collections.abc import Collection
from datetime import date

from cast import CastMember
from factories.people import insured
from fakes.medical_system import LONG_AGO
from kartoteka.domain.card_index.kin_types import Relative
from kartoteka.domain.card_index.types import Kinship
from kartoteka.shared.errors import Unavailable


class FakeRelatives:
    """`KnownRelatives` in memory; `is_down` makes it fall silent, and `asked` counts the questions."""

    def __init__(self) -> None:
        self._bonds: dict[tuple[str, str], Relative] = {}
        self._hidden: set[tuple[str, str]] = set()
        self._protected: set[str] = set()
        self.is_down = False
        self.asked = 0

    def learn(self, member: CastMember, relative: CastMember, kinship: Kinship) -> None:
        person = insured(relative, changed_at=LONG_AGO)
        self._bonds[_id(member), person.person_id] = Relative(person, kinship)

    def forget(self, member: CastMember, relative: CastMember) -> None:
        """A divorce, say."""
        del self._bonds[_id(member), _id(relative)]

    def withhold(self, member: CastMember, relative: CastMember) -> None:
        """An adoption, lost rights or a dispute."""
        self._hidden.add((_id(member), _id(relative)))

    def protect(self, relative: CastMember) -> None:
        self._protected.add(_id(relative))

    def list_relatives(self, person_id: str, *, on: date) -> tuple[Relative, ...]:
        self._answer()
        told = {other: one for (person, other), one in self._bonds.items() if person == person_id}
        hidden = self.withheld(person_id, list(told), on=on)
        return tuple(one for other, one in told.items() if other not in hidden)

    def withheld(self, person_id: str, relative_ids: Collection[str], *, on: date) -> frozenset[str]:
        self._answer()
        return frozenset(one for one in relative_ids if one in self._protected or (person_id, one) in self._hidden)

    def _answer(self) -> None:
        self.asked += 1
        if self.is_down:
            raise Unavailable


def _id(member: CastMember) -> str:
    return f"person-{member.number}"
