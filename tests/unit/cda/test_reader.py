"""Reading HL7 CDA: what a page shows of it (F-07)."""

from datetime import date

import pytest

from cast import VERA
from factories.cda import SECTION, body, cda, patient, text
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.domain.health_record.clinical_document import (
    Cell,
    ClinicalDocument,
    CodedEntry,
    Listing,
    Paragraph,
    Run,
    Style,
    Table,
)

pytestmark = pytest.mark.manual("F-07")


def read(*sections: str) -> ClinicalDocument:
    return CdaReader().read(cda(body(*sections)))


def blocks(markup: str) -> tuple[object, ...]:
    return read(text(markup)).sections[0].blocks


class TestTheHeader:
    def test_names_who_made_it_and_who_answers_for_it(self) -> None:
        staff = (
            '<id root="1.2.643.100.3" extension="112-233-445 95"/><telecom value="tel:+79000000000"/>'
            '<code displayName="Врач-терапевт"/><assignedPerson><name><family>Петрова</family><given>Ирина</given>'
            "<identity:Patronymic>Олеговна</identity:Patronymic></name></assignedPerson>"
            "<representedOrganization><name>Поликлиника № 1</name></representedOrganization>"
        )
        document = CdaReader().read(
            cda(
                f'<author><time value="20261112"/><assignedAuthor>{staff}</assignedAuthor></author>',
                f"<legalAuthenticator><assignedEntity>{staff}</assignedEntity></legalAuthenticator>",
                body(SECTION),
            )
        )

        assert (document.title, document.made_on) == ("Протокол консультации", date(2026, 11, 12))
        (author,) = document.authors
        assert (author.name, author.position, author.organization, author.on) == (
            "Петрова Ирина Олеговна", "Врач-терапевт", "Поликлиника № 1", date(2026, 11, 12),
        )  # fmt: skip
        assert document.legal_authenticator is not None
        assert document.legal_authenticator.on is None

    @pytest.mark.rule("R60")
    def test_keeps_numbers_and_phones_of_staff_to_itself(self) -> None:
        document = CdaReader().read(
            cda(
                '<author><assignedAuthor><id extension="112-233-445 95"/><telecom value="tel:+79000000000"/>'
                "<assignedPerson><name>Петрова И. О.</name></assignedPerson></assignedAuthor></author>",
                body(SECTION),
            )
        )

        assert "112-233" not in repr(document)
        assert "7900" not in repr(document)
        assert document.authors[0].name == "Петрова И. О."

    def test_says_whose_it_is(self) -> None:
        named = CdaReader().read_patient(cda(patient(VERA), body(SECTION)))

        assert named.snils == VERA.snils.digits
        assert (named.family, named.given, named.birth_date) == (VERA.name.family, VERA.name.given, VERA.birth_date)
        assert not CdaReader().read_patient(cda(body(SECTION))).is_named


class TestTheText:
    def test_has_paragraphs_with_their_styles_and_lines(self) -> None:
        found = blocks(
            '<paragraph><caption>АД</caption>120/80 <content styleCode="Bold">норма</content><br/>'
            "10<sup>9</sup></paragraph>"
        )

        assert found == (
            Paragraph(("120/80 ", Run("норма", Style.STRONG), "\n", "10", Run("9", Style.SUPERSCRIPT)), "АД"),
        )

    def test_may_be_loose_words(self) -> None:
        assert blocks("Кашель\n  и насморк") == (Paragraph(("Кашель и насморк",)),)

    def test_has_lists_within_lists(self) -> None:
        (found,) = blocks(
            '<list listType="ordered"><item>Покой<list><item>лежать</item></list></item><item>Питьё</item></list>'
        )

        inner = Listing(((Paragraph(("лежать",)),),))
        assert found == Listing(((Paragraph(("Покой",)), inner), (Paragraph(("Питьё",)),)), is_ordered=True)

    @pytest.mark.parametrize(
        ("words", "columns"), [("007", 7), ("100", 100), ("101", 100), ("1" * 5000, 100), ("0", 1), ("-2", 1), ("²", 1)]
    )
    def test_draws_no_cell_wider_than_a_table_can_be(self, words: str, columns: int) -> None:
        (found,) = blocks(f'<table><tr><td colspan="{words}">Слова</td></tr></table>')

        assert isinstance(found, Table)
        assert found.body[0][0].columns == columns

    def test_has_tables(self) -> None:
        (found,) = blocks(
            '<table><caption>Анализ</caption><thead><tr><th colspan="2">Что</th></tr></thead>'
            '<tbody><tr><th>Глюкоза</th><td rowspan="99999">5,6</td></tr></tbody></table>'
        )

        assert found == Table(
            ((Cell(("Что",), is_heading=True, columns=2),),),
            ((Cell(("Глюкоза",), is_heading=True), Cell(("5,6",), rows=100)),),
            "Анализ",
        )

    def test_of_sections_within_sections_keeps_its_place(self) -> None:
        inner = text("<paragraph>Внутри</paragraph>", title="Внутренний")
        (outer,) = read(f"<component><section><title>Внешний</title>{inner}</section></component>").sections

        assert (outer.title, outer.blocks) == ("Внешний", ())
        assert [one.title for one in outer.sections] == ["Внутренний"]


class TestTheEntries:
    @pytest.mark.parametrize(
        ("markup", "value"),
        [
            ('<value xsi:type="PQ" value="5.6" unit="mmol/L"/>', "5,6\u00a0mmol/L"),
            ('<value xsi:type="PQ" value="5.6" unit="mmol/L"><translation displayName="ммоль/л"/></value>',
             "5,6\u00a0ммоль/л"),
            ('<value xsi:type="CD" code="1" displayName="Обнаружено"/>', "Обнаружено"),
            ('<value xsi:type="ST">следы</value>', "следы"),
            ('<value xsi:type="INT" value="3"/>', "3"),
            ('<value xsi:type="IVL_PQ"><high value="5" unit="г/л"/></value>', "до 5\u00a0г/л"),
            ("", ""),
        ],
    )  # fmt: skip
    def test_have_values_of_every_kind(self, markup: str, value: str) -> None:
        entry = f'<entry><observation><code code="1" displayName="Глюкоза"/>{markup}</observation></entry>'

        assert read(text("", entries=entry)).sections[0].entries == (CodedEntry("Глюкоза", value, code="1"),)

    def test_have_their_reference_range_and_what_the_laboratory_says(self) -> None:
        entry = (
            '<entry><observation><code code="1" displayName="Глюкоза"/>'
            '<value xsi:type="PQ" value="6.4" unit="ммоль/л"/>'
            '<interpretationCode code="H"/><referenceRange><observationRange><value xsi:type="IVL_PQ">'
            '<low value="3.9" unit="ммоль/л"/><high value="6.1" unit="ммоль/л"/></value></observationRange>'
            "</referenceRange></observation></entry>"
        )

        (found,) = read(text("", entries=entry)).sections[0].entries

        assert (found.reference, found.interpretation) == ("3,9–6,1\u00a0ммоль/л", "H")

    def test_name_the_drug(self) -> None:
        entry = (
            "<entry><substanceAdministration><consumable><manufacturedProduct><manufacturedMaterial>"
            "<name>Метформин</name></manufacturedMaterial></manufacturedProduct></consumable>"
            '<doseQuantity value="500" unit="мг"/></substanceAdministration></entry>'
        )

        assert read(text("", entries=entry)).sections[0].entries == (CodedEntry("Метформин", "500\u00a0мг"),)
