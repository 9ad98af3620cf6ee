"""Who of the demo region has an account at the simulated ESIA."""

from dataclasses import dataclass

from kartoteka.devtools import cast, hard_cases
from kartoteka.devtools.free_people import FREE_PEOPLE, KRYLOV, KRYLOV_DAUGHTER, KRYLOV_SON
from kartoteka.devtools.people import DemoPerson
from kartoteka.shared.sex import Sex

_TIKHONOVA, _LAZAREVA = FREE_PEOPLE[3], FREE_PEOPLE[5]


@dataclass(frozen=True, slots=True)
class EsiaPerson:
    """An account there, and what happens on the Portal to whoever enters with it."""

    oid: int
    person: DemoPerson
    what_happens: str
    email: str = ""
    is_trusted: bool = True
    children: tuple[DemoPerson, ...] = ()

    def for_simulator(self) -> dict[str, object]:
        """What the simulator reads."""
        person = self.person
        return {
            "oid": str(self.oid),
            **_told(person),
            "trusted": self.is_trusted,
            "email": self.email,
            "mobile": f"+7(900)0{self.oid % 1_000_000:06d}",
            "policy": person.policy.number if person.policy else "",
            "note": self.what_happens,
            "children": [_told(child) for child in self.children],
        }


def _told(person: DemoPerson) -> dict[str, str]:
    """What the simulator tells of anybody."""
    return {
        "family": person.name.family,
        "given": person.name.given,
        "patronymic": person.name.patronymic,
        "birth_date": f"{person.birth_date:%d.%m.%Y}",
        "gender": "M" if person.sex is Sex.MALE else "F",
        "snils": str(person.snils) if person.snils else "",
    }


ESIA_PEOPLE = (
    EsiaPerson(
        1_000_000_101,
        cast.ANNA,
        "Личность Анны подтвердила поликлиника, поэтому откроется её прежняя учетная запись",
        email="anna@example.org",
    ),
    EsiaPerson(
        1_000_000_102,
        cast.DMITRY,
        "По одной почте прежнюю учетную запись Портал не отдаст: появится новая. Прежнюю привязывают, войдя в неё",
        email="dmitry@example.org",
    ),
    EsiaPerson(
        1_000_000_203,
        KRYLOV,
        "На Портале впервые: учетная запись создаётся сама, Андрей — Главный пользователь; предложены его дети",
        email="krylov@example.org",
        children=(KRYLOV_SON, KRYLOV_DAUGHTER),
    ),
    EsiaPerson(1_000_000_204, _TIKHONOVA, "То же, но электронной почты на Госуслугах нет"),
    EsiaPerson(
        1_000_000_317,
        hard_cases.INSURED_ELSEWHERE,
        "Застрахована там, где Портала нет: сначала Портал попросит выбрать регион",
    ),
    EsiaPerson(
        1_000_000_206,
        _LAZAREVA,
        "Учетная запись «Стандартная»: Портал не впускает и объясняет, как получить статус «Подтвержденная»",
        email="lazareva@example.org",
        is_trusted=False,
    ),
)
