"""Decoding a record's file: strictly, with the place in the file, and without repeating what stands in it."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import CharField

from cast import VERA
from factories.record_files import owner_of, record_file
from factories.records import (
    COLD,
    a_case,
    a_document,
    a_prescription,
    a_record,
    a_report,
    a_result,
    a_visit,
    an_observation,
    in_words,
    measured,
)
from kartoteka.adapters.mis_embedded import models
from kartoteka.adapters.record_files import shapes
from kartoteka.adapters.record_files.checks import find_flaw
from kartoteka.adapters.record_files.shapes import NoRecord, decode, shape_of
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record import report_types, types
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument, SignerRole
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import (
    Benefit,
    CaseKind,
    DiagnosisKind,
    Flag,
    Observation,
    Prescription,
    PrescriptionState,
    ResultKind,
    TestResult,
    Value,
)

pytestmark = pytest.mark.manual("F-11")
DAY = date(2026, 11, 20)


def full() -> NewRecord:
    """A record with one thing of each kind."""
    case = a_case(
        DAY,
        visits=(replace(a_visit(DAY), time_zone=""),),
        results=(a_result(DAY, measured("5.40"), in_words("следы"), label=Sensitivity.SENSITIVE),),
        prescriptions=(a_prescription(DAY, DAY, benefit=Benefit("Инвалид", 50)),),
        documents=(a_document(DAY),),
    )
    report = replace(a_report(case), time_zone="")
    return a_record(case, results=(a_result(DAY),), observations=(an_observation(DAY),), reports=(report,))


def file_of(record: NewRecord) -> dict[str, Any]:
    return record_file(owner_of(VERA), record)


def raw(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def trouble(content: bytes) -> str:
    with pytest.raises(NoRecord) as caught:
        decode(content)
    return str(caught.value)


class TestAGoodFile:
    def test_says_what_the_domain_says(self) -> None:
        record = full()

        decoded = decode(raw(file_of(record)))

        assert decoded.record == replace(record, files=())
        assert [one.name for one in decoded.files] == [one.name for one in record.files]

    def test_may_begin_with_a_mark_of_its_encoding(self) -> None:
        assert decode(b"\xef\xbb\xbf" + raw(file_of(full()))).owner.birth_date == VERA.birth_date

    def test_may_say_numbers_as_numbers_to_the_last_digit(self) -> None:
        told = file_of(a_record(results=(a_result(DAY, measured("5.4")),)))

        for written in ("5.4000", "5", '"5"'):
            (one,) = decode(raw(told).replace(b'"5.4"', written.encode())).record.results[0].observations
            assert one.value == Value(Decimal(written.strip('"')))
            assert str(one.value.number) == written.strip('"')


class TestABadFile:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "это не JSON: строка 1, знак 1"),
            (b"\x00\xff", "текст не в кодировке UTF-8"),
            ("{}".encode("utf-16"), "текст не в кодировке UTF-8"),
            (b"%PDF-1.7", "это не JSON: строка 1, знак 1"),
            (b'{"format": "kartoteka-record-1",', "это не JSON: строка 1, знак 33"),
            (b"[]", "здесь ожидается object, а не array"),
            (b"null", "здесь ожидается object, а не null"),
            (b"{}", "нет поля «format»"),
            (b'{"format": "other"}', "$.format: такого слова здесь не бывает"),
            (b'{"a": 1, "a": 2}', "одно поле названо дважды"),
            (b'{"a": NaN}', "в JSON есть число, которого не может быть"),
            (b'{"a": ' + b"9" * 5000 + b"}", "в JSON есть число, которого не может быть"),
            (b'{"a": 1e99999999999999999999}', "в JSON есть число, которого не может быть"),
            (rb'{"format": "\ud800"}', "в тексте есть половина знака"),
            (b'{"a":' * 5000 + b"1" + b"}" * 5000, "части вложены одна в другую слишком глубоко"),
            (b"[" * 200_000, "части вложены одна в другую слишком глубоко"),
        ],
        ids=["empty", "bytes", "utf-16", "pdf", "cut", "list", "null", "nothing", "format", "twice", "nan",
             "long-number", "huge-number", "half-a-sign", "deep", "very-deep"],
    )  # fmt: skip
    def test_is_told_in_words(self, content: bytes, reason: str) -> None:
        assert trouble(content) == reason

    @pytest.mark.parametrize(
        ("path", "value", "reason"),
        [
            (("owner", "birth_date"), "31.12.1980", "$.owner.birth_date: это не дата вида 2026-11-23"),
            (("record", "results", 0, "result_id"), "1", "$.record.results[0].result_id: это не идентификатор UUID"),
            (("record", "results", 0, "title"), 5, "$.record.results[0].title: здесь ожидается str, а не int"),
            (("record", "results", 0, "title"), "", "$.record.results[0].title: пусто"),
            (("record", "results", 0, "title"), "х" * 201, "$.record.results[0].title: длиннее, чем можно: 200"),
            (("record", "results", 0, "taken_on"), None,
             "$.record.results[0].taken_on: здесь ожидается date, а не null"),
            (("record", "results", 0, "state"), "Вера", "$.record.results[0].state: такого слова здесь не бывает"),
            (("record", "documents_", ), [], "$.record: лишнее поле «documents_»"),
            (("record", "results", 0, "Соколова"), "Вера", "$.record.results[0]: лишнее поле"),
            (("record", "cases", 0, "prescriptions", 0, "quantity"), -1,
             "$.record.cases[0].prescriptions[0].quantity: меньше, чем можно: 0"),
            (("record", "cases", 0, "prescriptions", 0, "quantity"), 70_000,
             "$.record.cases[0].prescriptions[0].quantity: больше, чем можно: 32767"),
            (("record", "cases", 0, "visits", 0, "at"), "2026-11-20T09:00:00",
             "$.record.cases[0].visits[0].at: у времени нет часового пояса"),
            (("record", "cases", 0, "results", 0, "observations", 0, "value", "number"), "много",
             "$.record.cases[0].results[0].observations[0].value.number: это не число"),
        ],
        ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
    )  # fmt: skip
    def test_is_told_with_the_place_and_nothing_that_stands_there(
        self, path: tuple[str | int, ...], value: object, reason: str
    ) -> None:
        told = file_of(full())
        place: Any = told
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

        assert trouble(raw(told)) == reason

    @pytest.mark.rule("R58")
    def test_is_one_whose_label_has_a_slip_of_the_pen(self) -> None:
        told = file_of(full())
        result = told["record"]["cases"][0]["results"][0]
        result["sensitvity"] = result.pop("sensitivity")

        assert "лишнее поле «sensitvity»" in trouble(raw(told))


class TestASenselessRecord:
    @pytest.mark.parametrize(
        ("record", "flaw"),
        [
            (a_record(a_case(DAY, closed_on=date(2026, 11, 19))), "закончился раньше"),
            (a_record(a_case(date(1066, 10, 14))), "такой даты не может быть"),
            (a_record(results=(a_result(date(2026, 12, 1)),)), "ещё не наступил"),
            (a_record(results=(a_result(DAY, measured("1E+40")),)), "число слишком длинное"),
            (a_record(results=(a_result(DAY, measured("0.00001")),)), "число слишком длинное"),
            (a_record(results=(a_result(DAY, measured("NaN")),)), "число слишком длинное"),
            (a_record(results=(a_result(DAY, measured("1", comparator="=")),)), "либо число, либо слова"),
            (a_record(results=(a_result(DAY, replace(in_words("x"), value=Value())),)), "либо число, либо слова"),
            (a_record(results=(a_result(DAY, title="Кровь\x00"),)), "управляющие знаки"),
            (a_record(results=(a_result(DAY, title="Кровь\u202e"),)), "управляющие знаки"),
            (a_record(results=(a_result(DAY, title="\ud800"),)), "управляющие знаки"),
            (a_record(prescriptions=(a_prescription(DAY, date(2026, 11, 1)),)), "рецепт кончился раньше"),
            (a_record(prescriptions=(a_prescription(DAY, DAY, dispensed=3),)), "выдано больше"),
            (a_record(prescriptions=(a_prescription(DAY, DAY, benefit=Benefit("", 50)),)), "льгота"),
            (a_record(prescriptions=(a_prescription(DAY, DAY, benefit=Benefit("Инвалид", 101)),)), "льгота"),
            (a_record(observations=(an_observation(DAY, ended_on=DAY),)), "окончания наблюдения"),
            (
                a_record(
                    observations=(an_observation(DAY, diagnosis=replace(COLD, sensitivity=Sensitivity.SENSITIVE)),)
                ),
                "метка диагноза",
            ),
            (a_record(a_case(DAY, diagnoses=(replace(COLD, code="J45.0"),))), "основной диагноз не тот"),
            (a_record(documents=(a_document(DAY, version=0),)), "версии считаются"),
            (a_record(observations=(an_observation(DAY, end_reason="Выздоровление"),)), "окончания наблюдения"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_is_told_by_what_cannot_be(self, record: NewRecord, flaw: str) -> None:
        found = find_flaw(record, today=date(2026, 11, 23))

        assert found is not None
        assert found.startswith("$.record")
        assert flaw in found

    def test_has_an_identifier_twice(self) -> None:
        result, case = a_result(DAY), a_case(DAY)
        document = a_document(DAY)
        visit = a_visit(DAY)
        for record in (
            a_record(results=(result, result)),
            a_record(a_case(DAY, results=(result,)), results=(result,)),
            a_record(case, case),
            a_record(a_case(DAY, documents=(document,)), documents=(document,)),
            a_record(a_case(DAY, visits=(visit,)), a_case(DAY, visits=(visit,))),
        ):
            assert "назван дважды" in str(find_flaw(record, today=DAY))

    def test_has_a_report_of_a_visit_that_is_not_there(self) -> None:
        case = a_case(DAY, visits=(a_visit(DAY),))
        report = a_report(case)

        for wrong in (replace(report, visit_id=uuid4()), replace(report, case_id=uuid4())):
            assert "такого визита" in str(find_flaw(a_record(case, reports=(wrong,)), today=DAY))

    @pytest.mark.parametrize(
        "entry", [a_result(DAY), a_prescription(DAY, DAY), a_document(DAY)], ids=lambda one: type(one).__name__
    )
    def test_puts_an_entry_into_a_case_that_is_not_its_own(self, entry: Any) -> None:
        case, stray = a_case(DAY), replace(entry, case_id=uuid4())
        name = {TestResult: "results", Prescription: "prescriptions", MedicalDocument: "documents"}[type(entry)]

        wrong: dict[str, Any] = {name: (stray,)}
        beside, in_case = a_record(case, **wrong), a_record(a_case(DAY, **wrong))
        right = a_record(case, **{name: (replace(entry, case_id=case.heading.case_id),)})

        assert f"$.record.{name}[0].case_id: такого случая" in str(find_flaw(beside, today=DAY))
        assert f"$.record.cases[0].{name}[0].case_id: это стоит" in str(find_flaw(in_case, today=DAY))
        assert find_flaw(right, today=DAY) is None

    @pytest.mark.rule("R59")
    def test_has_versions_that_go_round_in_a_circle(self) -> None:
        newer = a_document(DAY, version=2)
        older = a_document(DAY, replaced_by=newer.document_id)

        assert find_flaw(a_record(documents=(older, newer)), today=DAY) is None
        circle = replace(newer, replaced_by=older.document_id)
        assert "заменён не более новым" in str(find_flaw(a_record(documents=(older, circle)), today=DAY))

    def test_is_none_of_the_whole_ones(self) -> None:
        assert find_flaw(full(), today=DAY) is None


class TestTheLimitsOfAShape:
    @pytest.mark.parametrize(
        ("of", "row"),
        [
            (types.PatientSummary, models.PatientSummaryRow),
            (types.CaseHeading, models.CaseRow),
            (types.TreatmentCase, models.CaseRow),
            (types.Diagnosis, models.DiagnosisRow),
            (types.Visit, models.VisitRow),
            (TestResult, models.ResultRow),
            (Observation, models.IndicatorRow),
            (Value, models.IndicatorRow),
            (types.Prescription, models.PrescriptionRow),
            (types.DispensaryObservation, models.DispensaryObservationRow),
            (MedicalDocument, models.MedicalDocumentRow),
            (report_types.ExaminationReport, models.ExaminationReportRow),
        ],
        ids=lambda value: value.__name__,
    )
    def test_are_those_of_the_tables(self, of: type, row: Any) -> None:
        columns = {one.name: one.max_length for one in row._meta.fields if isinstance(one, CharField)}

        for name in shape_of(of).__struct_fields__:
            if name in columns and name not in {"kind", "sensitivity", "state", "flag", "format"}:
                assert shapes._longest(of, name) <= (columns[name] or 0), name


class TestTheGuide:
    """docs/records-file.md is what the people read who write such files."""

    GUIDE = (Path(__file__).parents[3] / "docs" / "records-file.md").read_text(encoding="utf-8")

    def test_shows_a_record_that_comes_in(self) -> None:
        example = self.GUIDE.partition("```json\n")[2].partition("```")[0]

        decoded = decode(example.encode())

        assert decoded.files
        assert find_flaw(decoded.record, today=date(2026, 11, 23)) is None

    def test_names_every_field_and_every_word(self) -> None:
        shape_of(NewRecord)
        fields = {name for shape in shapes._shapes.values() for name in shape.__struct_fields__}
        words = {
            str(one.value) for kind in (CaseKind, DiagnosisKind, Flag, ResultKind, PrescriptionState) for one in kind
        }
        words |= {str(one.value) for kind in (Sensitivity, ItemState, DocumentFormat, SignerRole) for one in kind}

        assert {one for one in fields | words if f"`{one}`" not in self.GUIDE} == set()
