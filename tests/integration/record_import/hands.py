"""Records of the cast as files, and the command that imports them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cast import VERA, CastMember
from factories.cda import SECTION, body, cda, patient
from factories.records import (
    a_case,
    a_document,
    a_file,
    a_prescription,
    a_record,
    a_report,
    a_result,
    a_visit,
    an_observation,
    measured,
)
from kartoteka.adapters.mis_embedded import registration
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.domain.health_record.documents import DocumentFormat
from kartoteka.domain.health_record.incoming import NewRecord

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)
GOOD = cda(patient(VERA), body(SECTION))


def registered(member: CastMember) -> str:
    person = NewInsuredPerson(member.name, member.birth_date, member.sex, "59", member.snils, (member.policy,))
    return registration.register_people([person], now=NOW)[0]


def run(*paths: Path, options: tuple[str, ...] = ()) -> str:
    """What the command says when nothing is refused."""
    told = StringIO()
    call_command("import", "records", *map(str, paths), *options, stdout=told)
    return told.getvalue()


def refusals(*paths: Path, options: tuple[str, ...] = ()) -> str:
    """What it says when something is, with the exit code that tells of it."""
    told = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import", "records", *map(str, paths), *options, stdout=told)
    assert caught.value.returncode == 3
    return told.getvalue()


def full(member: CastMember = VERA) -> NewRecord:
    """A record with one thing of each kind."""
    document = a_document(DAY, format=DocumentFormat.CDA)
    case = a_case(
        DAY,
        visits=(a_visit(DAY),),
        results=(a_result(DAY, measured("5.4")),),
        prescriptions=(a_prescription(DAY, DAY),),
        documents=(document,),
    )
    file = a_file(document, cda(patient(member), body(SECTION)), name="documents/consultation.xml")
    return a_record(
        case, results=(a_result(DAY),), observations=(an_observation(DAY),), reports=(a_report(case),), files=(file,)
    )


def with_document(content: bytes, *, name: str = "17.xml", **more: object) -> NewRecord:
    """A record of one result and one document with these bytes."""
    form = DocumentFormat.PDF if name.endswith(".pdf") else DocumentFormat.CDA
    document = replace(a_document(DAY, format=form), **more)  # type: ignore[arg-type]
    return a_record(results=(a_result(DAY),), documents=(document,), files=(a_file(document, content, name=name),))
