"""What a document tells of others, and numbers of staff, stay out of what is read of it (R60)."""

import pytest

from cast import ANNA, MARIA
from factories.cda import SECTION, body, cda, patient, text
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.domain.health_record.clinical_document import ClinicalDocument, Paragraph, Table

pytestmark = pytest.mark.rule("R60")
MOTHER = (
    '<subject><relatedSubject classCode="PRS"><code code="MTH"/><subject><name><family>Соколова</family></name>'
    "</subject></relatedSubject></subject>"
)


def of_mother(title: str, value: str, reference: str = "") -> str:
    """A coded fact about the mother; `reference` names the words of the text that say the same."""
    points = f'<text><reference value="#{reference}"/></text>' if reference else ""
    return (
        f'<entry><observation><code displayName="{title}"/>{points}<value xsi:type="ST"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{value}</value>{MOTHER}</observation></entry>'
    )


def of_child(title: str, value: str) -> str:
    return of_mother(title, value).replace(MOTHER, "")


def read(*sections: str) -> ClinicalDocument:
    return CdaReader().read(cda(patient(MARIA), body(*sections)))


class TestASectionAboutTheMother:
    def test_keeps_its_title_alone(self) -> None:
        told = (
            f"<component><section><title>Сведения о матери</title><text>Анемия</text>{MOTHER}"
            f"{of_child('Гемоглобин', '108')}{text('Соколова Анна', title='Анамнез')}</section></component>"
        )

        document = read(told, SECTION)

        about_mother, about_child = document.sections
        assert (about_mother.title, about_mother.is_about_another) == ("Сведения о матери", True)
        assert (about_mother.blocks, about_mother.entries, about_mother.sections) == ((), (), ())
        assert (about_child.title, about_child.is_about_another) == ("Жалобы", False)
        assert about_child.blocks == (Paragraph(("Кашель",)),)
        assert document.names_others
        for words in ("Анемия", "108", "Соколова Анна"):
            assert words not in repr(document)


class TestAFactAboutTheMother:
    def test_is_left_out_and_so_is_what_it_holds(self) -> None:
        nested = of_mother("ВИЧ", "обнаружен").replace(
            "</observation>",
            f"<entryRelationship>{of_child('Титр', '1:80').removeprefix('<entry>').removesuffix('</entry>')}"
            "</entryRelationship></observation>",
        )

        (section,) = read(text("Осмотрен", entries=nested + of_child("Вес", "3420"))).sections

        assert [one.title for one in section.entries] == ["Вес"]

    @pytest.mark.parametrize(
        "markup",
        [
            '<paragraph>Здоров.</paragraph><paragraph ID="m">Мать больна</paragraph>',
            '<paragraph>Здоров.<content ID="m">Мать больна</content></paragraph>',
            '<list><item>Здоров.</item><item ID="m">Мать больна</item></list>',
        ],
        ids=["a paragraph", "a piece of one", "an entry of a list"],
    )
    def test_takes_the_words_along_that_it_points_to(self, markup: str) -> None:
        (section,) = read(text(markup, entries=of_mother("Диагноз", "O99.0", "m"))).sections

        assert "Здоров." in repr(section)
        assert "Мать" not in repr(section)
        assert section.entries == ()

    def test_leaves_what_stands_around_its_words(self) -> None:
        (section,) = read(
            text('<content ID="m">У матери анемия.</content> Ребёнок здоров', entries=of_mother("Диагноз", "O99", "m"))
        ).sections

        assert section.blocks == (Paragraph(("Ребёнок здоров",)),)

    def test_empties_a_cell_and_keeps_the_row(self) -> None:
        (section,) = read(
            text(
                '<table><tr><td>Группа крови</td><td ID="m">A(II)</td><td>0(I)</td></tr></table>',
                entries=of_mother("Группа крови", "A(II)", "m"),
            )
        ).sections

        (table,) = section.blocks
        assert isinstance(table, Table)
        assert [cell.text for cell in table.body[0]] == [("Группа крови",), (), ("0(I)",)]


class TestAFile:
    @pytest.mark.parametrize(
        "markup",
        [
            "<guardian><guardianPerson/></guardian>",
            '<informant><relatedEntity classCode="PRS"><relatedPerson/></relatedEntity></informant>',
            '<participant typeCode="IND"><associatedEntity classCode="NOK"/></participant>',
            body(text("Кровь перелита", entries='<entry><act><participant typeCode="DON"/></act></entry>')),
        ],
        ids=["a guardian", "who told of him", "whom to call", "a donor"],
    )
    def test_names_others_that_no_page_shows(self, markup: str) -> None:
        content = cda(markup)

        assert CdaReader().names_others(content)
        assert CdaReader().read(content).names_others

    def test_of_a_patient_and_his_doctors_names_nobody_else(self) -> None:
        referrer = '<participant typeCode="REF"><associatedEntity classCode="PROV"/></participant>'

        assert not CdaReader().names_others(cda(patient(MARIA), referrer, body(SECTION)))


class TestANumber:
    def test_of_staff_or_kin_is_masked_wherever_it_stands_in_a_text(self) -> None:
        number = str(ANNA.snils)
        document = read(
            text(
                f"<paragraph>Врач {number}, <content>затем</content> {number}</paragraph>",
                entries=of_child(f"Заполнил {number}", number),
            )
        )

        assert number not in repr(document)
        assert repr(document).count(ANNA.snils.masked) == 4

    def test_that_is_no_number_of_a_person_stays(self) -> None:
        (section,) = read(text("Партия 123-456-789 00")).sections

        assert section.blocks == (Paragraph(("Партия 123-456-789 00",)),)
