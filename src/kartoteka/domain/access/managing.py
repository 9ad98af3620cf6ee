"""Who decides about access to a patient's record: he himself, or who acts for him by a paper."""

from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.errors import NotYours, OwnCase
from kartoteka.domain.access.facts import gather, gather_by_paper
from kartoteka.domain.access.models import RepresentationRow
from kartoteka.domain.access.rules import decide, is_minor
from kartoteka.domain.access.types import (
    Action,
    BasisKind,
    Decision,
    GivenAs,
    Ground,
    Item,
    Patient,
    RecordPart,
    Viewer,
)
from kartoteka.domain.card_index import selectors as cards
from kartoteka.shared.actor import Actor

_WHOLE = Item(RecordPart.PATIENT)


def require_manager(person_id: str, *, account_id: UUID, now: datetime) -> Decision:
    """
    By what right the account decides about the record.

    :raises NotYours: by none
    """
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    decision = decide(facts.viewer, facts.patients[person_id], _WHOLE, Action.MANAGE, now)
    if not decision.is_allowed:
        raise NotYours
    return decision


def given_as(decision: Decision) -> GivenAs:
    """In what capacity a manager gives."""
    return GivenAs.SELF if decision.ground is Ground.SELF else GivenAs.REPRESENTATIVE


def list_managers(person_id: str, *, now: datetime) -> tuple[UUID, ...]:
    """Accounts that decide about the record now: the patient's own, and those of his representatives."""
    people = RepresentationRow.objects.filter(patient_id=person_id, ended_at=None)
    owners = cards.accounts_of_people({person_id, *people.values_list("representative_id", flat=True)})
    managers = []
    for account_id in owners:
        facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
        if decide(facts.viewer, facts.patients[person_id], _WHOLE, Action.MANAGE, now).is_allowed:
            managers.append(account_id)
    return tuple(managers)


def is_last_representative(person_id: str, *, account_id: UUID, now: datetime) -> bool:
    """Whether the account acts for somebody for whom nobody else does, he himself included (R57)."""
    if cards.main_person(account_id=account_id) == person_id:
        return False
    return list_managers(person_id, now=now) == (account_id,)


def paper_of_parent(person_id: str, *, by: Actor, representation_id: UUID | None, now: datetime) -> UUID:
    """
    The paper by which somebody acts for a child: his own, or at the desk that of the parent who stands there (D4).

    :param representation_id: at the desk: the paper that the registrar saw
    :raises NotYours: there is none, it holds no more, or the patient is no child
    :raises OwnCase: the registrar, or somebody of his index, is in it
    """
    if representation_id is None:
        if by.account_id is None:
            raise NotYours
        facts = gather(viewer_id=by.account_id, person_ids=[person_id], now=now)
        viewer = facts.viewer
    else:
        paper = RepresentationRow.objects.filter(pk=representation_id, patient_id=person_id, ended_at=None).first()
        if paper is None:
            raise NotYours
        require_impartial(by, paper.representative_id, person_id)
        facts = gather_by_paper(representative_id=paper.representative_id, person_ids=[person_id], now=now)
        viewer = facts.viewer
    return _paper_for_child(viewer, facts.patients[person_id], now)


def holds_for_child(paper: RepresentationRow, *, now: datetime) -> bool:
    """Whether what the representative began by this paper may still be carried out in his name."""
    if paper.ended_at is not None:
        return False
    patient_id = paper.patient_id
    facts = gather_by_paper(representative_id=paper.representative_id, person_ids=[patient_id], now=now)
    try:
        _paper_for_child(facts.viewer, facts.patients[patient_id], now)
    except NotYours:
        return False
    return True


def has_guardian(person_id: str, *, now: datetime) -> bool:
    """Whether somebody decides for an adult by a court's decision that holds: then he does not himself (R36)."""
    papers = RepresentationRow.objects.filter(patient_id=person_id, basis=BasisKind.COURT, ended_at=None)
    return any(
        decide(facts.viewer, facts.patients[person_id], _WHOLE, Action.MANAGE, now).is_allowed
        for paper in papers
        for facts in [gather_by_paper(representative_id=paper.representative_id, person_ids=[person_id], now=now)]
    )


def require_impartial(by: Actor, *person_ids: str) -> None:
    """
    Keep staff from cases of their own.

    :raises OwnCase: one of the people stands in the index of whoever acts
    """
    own = by.account_id
    if own is not None and any(cards.is_listed(account_id=own, person_id=person_id) for person_id in person_ids):
        raise OwnCase


def _paper_for_child(viewer: Viewer, patient: Patient, now: datetime) -> UUID:
    decision = decide(viewer, patient, _WHOLE, Action.MANAGE, now)
    if decision.ground not in {Ground.GUARDIAN, Ground.REPRESENTATIVE} or decision.right_id is None:
        raise NotYours
    if not is_minor(patient, now):
        raise NotYours
    return decision.right_id


def managed_people(*, account_id: UUID, now: datetime) -> tuple[str, ...]:
    """The people about whose records the account decides: its main person, and those for whom he acts."""
    own = cards.main_person(account_id=account_id)
    if own is None:
        return ()
    acts_for = RepresentationRow.objects.filter(representative_id=own, ended_at=None)
    people = (own, *sorted(set(acts_for.values_list("patient_id", flat=True))))
    facts = gather(viewer_id=account_id, person_ids=people, now=now)
    return tuple(
        person_id
        for person_id, patient in facts.patients.items()
        if decide(facts.viewer, patient, _WHOLE, Action.MANAGE, now).is_allowed
    )
