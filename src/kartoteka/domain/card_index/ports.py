"""What the card index needs of the region's medical information system (law 6: a port names a role)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from kartoteka.domain.card_index.fund import FundRecord, TakenOver
from kartoteka.domain.card_index.kin_types import Relative
from kartoteka.domain.card_index.types import (
    InsuredPerson,
    PersonDetails,
    PersonServices,
    RegisteredPerson,
    ServiceScope,
    ServiceSummary,
)
from kartoteka.shared.phones import MobilePhone


class InsuredRegistry(Protocol):
    """The region's registry of insured persons."""

    def find(self, details: PersonDetails, *, now: datetime) -> InsuredPerson | None:
        """
        The one living or deceased person whose normalised name, birth date and every document given agree (R14).

        None if there is nobody, if anything differs, or if there is more than one such person (R16): the three are
        answered alike and take the same time (R17). A name that the registry changed less than twelve months ago
        still finds its bearer.

        :raises Unavailable: the registry does not answer now
        """
        ...

    def list_alike(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        """
        Everybody who may be meant by mistaken data, in any order, at most a thousand people; for moderators alone.

        Those born on that day, or on it with day and month changed places; those whose birth date is one slip away and
        who bear the surname or the first name as typed; those with a document whose number is at most one slip away;
        those who bore the typed name earlier, however long ago.

        :raises Unavailable: the registry does not answer now
        """
        ...

    def list_namesakes(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        """
        Who bears the typed surname, ё and е told apart by nobody, whatever the birth date: of more than three hundred
        those with the typed first name and patronymic; for moderators alone, where the birth date is wrong too.

        :raises Unavailable: the registry does not answer now
        """
        ...

    def get(self, person_id: str) -> InsuredPerson | None:
        """
        A person by the registry's own identifier.

        :raises Unavailable: the registry does not answer now
        """
        ...

    def represented_by(self, person_id: str, *, on: date) -> frozenset[str]:
        """
        Identifiers of the children whose legal representative the person is on that day; nobody of eighteen is a child
        any more, whatever was recorded (R35).

        :raises Unavailable: the registry does not answer now
        """
        ...


class TerritorialFund(Protocol):
    """
    Where the territorial fund's answer is kept: the registry of insured persons that the Portal itself holds.

    No network is behind it, so it is called inside the transaction in which the card indexes follow (R20, R24).
    """

    def take_over(
        self, records: Sequence[FundRecord], *, region_code: str, is_rehearsal: bool, now: datetime
    ) -> TakenOver:
        """
        Bring the registry up to a part of the register, at most a thousand records. The same part taken over again
        changes nothing.

        A record is about the person who has its documents, if name and birth date bear that out; what can't be told
        without a person's judgement changes nothing and is answered with a verdict outside `KEPT`. Nobody is ever
        removed, two people are never made one.

        :param is_rehearsal: say what would become of the records, and change nothing
        """
        ...


class BookedServices(Protocol):
    """Services that the region's healthcare organizations gave or are going to give."""

    def summaries(self, scopes: Sequence[ServiceScope], *, now: datetime) -> Mapping[str, ServiceSummary]:
        """
        Counts and the next service of each person of `scopes`, by person identifier; every scope has a value.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_for(self, scope: ServiceScope, *, now: datetime) -> PersonServices:
        """
        All services of one scope: upcoming soonest first, completed latest first; cancelled ones are left out.

        :raises Unavailable: the medical system does not answer now
        """
        ...


class PatientContacts(Protocol):
    """How the medical system reaches a patient."""

    def put_phone(self, *, person_id: str, phone: MobilePhone, change_id: UUID, changed_at: datetime) -> None:
        """
        Take over a patient's number. Changes may come twice, late and out of order: a change that was taken over
        already, or is older than what the medical system has, changes nothing and is no error (R51, R74).

        :param change_id: names the change; the same however often it is sent
        :param changed_at: when the patient changed the number, not when this is sent
        :raises Unavailable: the medical system does not answer, or nobody knows; the same change may be sent again
        :raises Refused: the medical system will never take this number of this person
        """
        ...


class KnownRelatives(Protocol):
    """Whom the region's medical system counts as kin (F-05)."""

    def list_relatives(self, person_id: str, *, on: date) -> tuple[Relative, ...]:
        """
        Living relatives of a person on that day, in any order; nobody of them twice.

        Left out is who must not be shown to this person: the protected, those whose adoption is a secret, those to whom
        the person lost the rights, and those about whom there is an open dispute (R29).

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def withheld(self, person_id: str, relative_ids: Collection[str], *, on: date) -> frozenset[str]:
        """
        Which of these people must not be shown to the person as his kin, whoever else says that they are (R29).

        :raises Unavailable: the medical system does not answer now
        """
        ...
