"""A child's access code given out at the clinic's desk, to a representative who showed his paper (D4, F-09)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.codes import IssuedCode, issue_child_code, switch_codes
from kartoteka.domain.access.errors import (
    ChildNotFound,
    CodeShownAlready,
    PaperKnown,
    RepresentativeNotFound,
    TooManyTries,
)
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.representations import Paper, list_representations, record_representation
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.domain.idempotency.services import FormKey
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor


def issue_code_at_desk(
    *,
    representative: PersonDetails,
    child: PersonDetails,
    paper: Paper,
    switches_on: bool,
    form_key: UUID,
    registry: InsuredRegistry,
    by: Actor,
    now: datetime,
) -> IssuedCode:
    """
    Record the paper of whoever stands at the desk, and give him a code for his child; all of it or nothing.

    A paper that is recorded already stays as it is. The code is told once.

    :param switches_on: he asks for access by code, which is off until somebody does (R47)
    :param form_key: of the page: the same form sent twice makes one code
    :raises RepresentativeNotFound, ChildNotFound: the registry knows nobody by these data
    :raises WrongPaper, OwnCase: see `record_representation`
    :raises NotYours, CodesSwitchedOff: see `issue_child_code`
    :raises CodeShownAlready: this form made its code before
    :raises TooManyTries: the day's searches of this registrar are used up
    :raises Unavailable: the registry does not answer; nothing is done
    """
    if by.account_id is None:
        raise ValueError("somebody must stand at the desk")
    # The world is asked before the transaction: no row stays locked while we wait for it.
    parent = _sought(representative, registry, by, now)
    if parent is None:
        raise RepresentativeNotFound
    patient = _sought(child, registry, by, now)
    if patient is None:
        raise ChildNotFound
    form = FormKey.of(by.account_id, form_key, parent.person_id, patient.person_id)
    with transaction.atomic():
        lock_patient(patient.person_id)
        if idempotency.find_result(form) is not None:
            raise CodeShownAlready
        basis = _recorded(parent, patient, paper, by, now)
        if switches_on:
            switch_codes(person_id=patient.person_id, is_on=True, by=by, now=now, representation_id=basis)
        issued = issue_child_code(person_id=patient.person_id, by=by, now=now, representation_id=basis)
        idempotency.remember(form, result_id=issued.code_id, now=now)
    return issued


def _recorded(parent: InsuredPerson, patient: InsuredPerson, paper: Paper, by: Actor, now: datetime) -> UUID:
    """The name of the paper in the Portal: as it is recorded now, or was before."""
    try:
        with transaction.atomic():
            return record_representation(representative=parent, patient=patient, paper=paper, by=by, now=now)
    except PaperKnown:
        known = list_representations(person_id=patient.person_id)
        return next(
            one.representation_id
            for one in known
            if one.representative_id == parent.person_id and one.kind is paper.kind
        )


def _sought(details: PersonDetails, registry: InsuredRegistry, by: Actor, now: datetime) -> InsuredPerson | None:
    try:
        limits.take("patients-sought-per-registrar", subject=str(by.account_id), now=now)
    except LimitReached as reached:
        raise TooManyTries(reached.again_at) from reached
    return registry.find(details, now=now)
