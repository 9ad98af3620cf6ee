"""Where an account stands to the record of somebody in its index: what the page «Доступ к медкарте» begins with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.rules import BY_AGREEMENT, decide, is_minor
from kartoteka.domain.access.types import Action, Decision, Grant, Ground, Item, RecordPart, Refusal

_RECORD = Item(RecordPart.PATIENT)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account may do about a record. Tells nothing of what is in it."""

    is_own: bool
    reading: Decision
    # The grant by which it reads; None where the right is its own or comes from a paper.
    grant: Grant | None
    # Decides who sees the record, and sees who looked at it.
    manages: bool
    # Acts for a child by a paper: access by code is his to switch on (D4).
    acts_for_child: bool
    # Nobody decides about the record any more: what relatives may know, the clinic tells (R27).
    is_deceased: bool
    # «На рассмотрении»: nothing is given until it is settled (R55).
    is_disputed: bool

    @property
    def may_ask(self) -> bool:
        """Whether the patient may be asked: for the first time, or for more than was given."""
        if self.is_own or self.is_deceased or self.is_disputed:
            return False
        return not self.reading.is_allowed or self.reading.ground in BY_AGREEMENT


def standing(*, account_id: UUID, person_id: str, now: datetime) -> Standing:
    """
    What the account may do about the record of one of its people. Opens nothing and leaves no row; two questions.

    :param person_id: of a card that the account keeps
    """
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]
    reading = decide(facts.viewer, patient, _RECORD, Action.READ, now)
    managing = decide(facts.viewer, patient, _RECORD, Action.MANAGE, now)
    return Standing(
        is_own=facts.viewer.person_id == person_id,
        reading=reading,
        grant=next((one for one in patient.grants if one.grant_id == reading.right_id), None),
        manages=managing.is_allowed,
        acts_for_child=managing.ground in {Ground.GUARDIAN, Ground.REPRESENTATIVE} and is_minor(patient, now),
        is_deceased=patient.deceased_on is not None,
        is_disputed=reading.refusal is Refusal.DISPUTED,
    )
