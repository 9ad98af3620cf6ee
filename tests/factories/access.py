"""Papers, codes and rights between the people of the tests."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from cast import MARIA, CastMember
from factories.people import insured
from fakes.medical_system import LONG_AGO
from kartoteka.domain.access.codes import IssuedCode, issue_child_code, switch_codes
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.granting import GrantView
from kartoteka.domain.access.paper_consents import ConsentPaper, grant_on_paper
from kartoteka.domain.access.representations import Paper, record_representation
from kartoteka.domain.access.requests import SentRequest, Terms, ask_for_access, confirm_request
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import Action, BasisKind, ConsentKind, Decision, Item, Purpose, RecordPart
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor

CERTIFICATE = Paper(BasisKind.BIRTH_RECORD, "II-ВГ 123456", date(2018, 6, 1), date(2018, 6, 1), "ЗАГС г. Перми")


def person_id(member: CastMember) -> str:
    return f"person-{member.number}"


CHILD = person_id(MARIA)


def as_insured(member: CastMember, *, born: date | None = None) -> InsuredPerson:
    person = insured(member, changed_at=LONG_AGO)
    return replace(person, birth_date=born) if born else person


def represent(
    representative: CastMember,
    child: CastMember,
    now: datetime,
    *,
    paper: Paper = CERTIFICATE,
    by: Actor | None = None,
    born: date | None = None,
) -> UUID:
    """A paper that a registrar saw."""
    return record_representation(
        representative=as_insured(representative),
        patient=as_insured(child, born=born),
        paper=paper,
        by=by or Actor.system(),
        now=now,
    )


def code_for(child: CastMember, account_id: UUID, now: datetime) -> IssuedCode:
    """A code that a parent issued, with access by code switched on."""
    by = Actor.account(account_id)
    switch_codes(person_id=person_id(child), is_on=True, by=by, now=now)
    return issue_child_code(person_id=person_id(child), by=by, now=now)


def decision(account_id: UUID, now: datetime, whose: str = CHILD) -> Decision:
    """What an account may read of the child's history, or of somebody else's."""
    facts = gather(viewer_id=account_id, person_ids=[whose], now=now)
    return decide(facts.viewer, facts.patients[whose], Item(RecordPart.HISTORY), Action.READ, now)


def ask(
    account_id: UUID,
    whose: CastMember,
    registry: InsuredRegistry,
    now: datetime,
    *,
    terms: Terms | None = None,
    purpose: Purpose = Purpose.CARE,
) -> SentRequest:
    """A request of an account for somebody's record."""
    return ask_for_access(
        account_id=account_id,
        person_id=person_id(whose),
        purpose=purpose,
        terms=terms or Terms(),
        registry=registry,
        by=Actor.account(account_id),
        now=now,
    )


def consent_paper(kind: ConsentKind = ConsentKind.WRITTEN, number: str = "17-05") -> ConsentPaper:
    """What a patient signed at the desk."""
    return ConsentPaper(kind, number, date(2026, 11, 1), "Дарья")


def consent(
    account_id: UUID, patient: InsuredPerson, by: Actor, now: datetime, *, terms: Terms | None = None,
    paper: ConsentPaper | None = None, form_key: UUID | None = None,
) -> GrantView:  # fmt: skip
    """A patient's consent that the desk recorded."""
    return grant_on_paper(
        patient=patient,
        account_id=account_id,
        terms=terms or Terms(),
        paper=paper or consent_paper(),
        form_key=form_key or uuid4(),
        by=by,
        now=now,
    )


def confirm(account_id: UUID, request_id: UUID, now: datetime, *, terms: Terms | None = None) -> GrantView:
    """An account's consent to a request."""
    return confirm_request(
        account_id=account_id, request_id=request_id, terms=terms or Terms(), by=Actor.account(account_id), now=now
    )
