"""Who may see whose record in the demo region: a paper at the desk, a request agreed to, one that waits."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from kartoteka.devtools import cast
from kartoteka.devtools.people import DemoPerson
from kartoteka.domain.access.codes import switch_codes
from kartoteka.domain.access.representations import Paper, record_representation
from kartoteka.domain.access.requests import Terms, ask_for_access, confirm_request
from kartoteka.domain.access.types import BasisKind, Purpose, RecordPart
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor

_CERTIFICATE = Paper(
    BasisKind.BIRTH_RECORD, "II-ОД 512034", date(2018, 5, 28), date(2018, 5, 28), "Отдел ЗАГС по городу Вологде"
)
_PAPER_SEEN_DAYS_AGO = 105
_CODES_ON_DAYS_AGO = 100
_ASKED_DAYS_AGO, _AGREED_DAYS_AGO = 60, 59
_WAITS_DAYS_AGO = 1
# What a husband asks to see; the rest stays closed to him.
_HUSBANDS_PARTS = frozenset({RecordPart.HISTORY, RecordPart.RESULTS, RecordPart.DOCUMENTS})


def tell_access_story(
    people: Mapping[DemoPerson, str],
    account_ids: Mapping[str, UUID],
    *,
    registry: InsuredRegistry,
    ago: Callable[[int, int], datetime],
) -> None:
    """
    Анна acts for Мария by a certificate that the registrar saw; Дмитрий sees Анна's record; Вера is asked by Анна.

    :param ago: a moment so many days before the load, at that hour
    """
    anna, dmitry, registrar = (Actor.account(account_ids[login]) for login in ("anna", "dmitry", "registrar"))

    def person(who: DemoPerson) -> InsuredPerson:
        found = registry.get(people[who])
        assert found is not None, "the cast is registered"  # noqa: S101 - a mistake of the story
        return found

    record_representation(
        representative=person(cast.ANNA),
        patient=person(cast.MARIA),
        paper=_CERTIFICATE,
        by=registrar,
        now=ago(_PAPER_SEEN_DAYS_AGO, 11),
    )
    switch_codes(person_id=people[cast.MARIA], is_on=True, by=anna, now=ago(_CODES_ON_DAYS_AGO, 20))
    asked = ask_for_access(
        account_id=account_ids["dmitry"],
        person_id=people[cast.ANNA],
        purpose=Purpose.CARE,
        terms=Terms(_HUSBANDS_PARTS),
        registry=registry,
        by=dmitry,
        now=ago(_ASKED_DAYS_AGO, 19),
    )
    confirm_request(
        account_id=account_ids["anna"],
        request_id=asked.request_id,
        terms=Terms(_HUSBANDS_PARTS),
        by=anna,
        now=ago(_AGREED_DAYS_AGO, 8),
    )
    ask_for_access(
        account_id=account_ids["anna"],
        person_id=people[cast.VERA],
        purpose=Purpose.CARE,
        terms=Terms(),
        registry=registry,
        by=anna,
        now=ago(_WAITS_DAYS_AGO, 18),
    )
