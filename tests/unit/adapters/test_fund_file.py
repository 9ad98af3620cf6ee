"""The fund's register as a file: what is read, and what is answered with a reason."""

from datetime import date
from pathlib import Path

import pytest

from cast import ARTYOM, VERA
from factories.fund import HEADER, line_of, register
from kartoteka.adapters.fund_file.reader import NotARegister, UnreadableLine, open_register
from kartoteka.domain.card_index.fund import FundRecord
from kartoteka.shared.identifiers import PolicyKind

TODAY = date(2026, 11, 23)


def read(path: Path) -> list[FundRecord | UnreadableLine]:
    with open_register(path, today=TODAY) as lines:
        return list(lines)


def reason(path: Path, line: str) -> str:
    (read_line,) = read(register(path, [line]))
    assert isinstance(read_line, UnreadableLine)
    assert read_line.line == 2
    return read_line.reason


class TestARegister:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
    @pytest.mark.parametrize("delimiter", [";", ","])
    def test_is_read_in_both_encodings_with_both_delimiters(
        self, tmp_path: Path, encoding: str, delimiter: str
    ) -> None:
        lines = [one.replace(";", delimiter) for one in (line_of(ARTYOM), line_of(VERA))]
        file = tmp_path / "register.csv"
        file.write_bytes("\r\n".join([HEADER.replace(";", delimiter), *lines]).encode(encoding))

        first, second = read(file)

        assert isinstance(first, FundRecord)
        assert (first.name, first.birth_date, first.sex) == (ARTYOM.name, ARTYOM.birth_date, ARTYOM.sex)
        assert (first.snils, first.policies) == (ARTYOM.snils, (ARTYOM.policy,))
        assert (first.line, second.line) == (2, 3)

    def test_may_have_its_columns_in_any_order_and_more_of_them(self, tmp_path: Path) -> None:
        file = tmp_path / "register.csv"
        header = "ЕНП;Участок;СНИЛС;ПОЛ;Дата  рождения;отчество;имя;фамилия"
        line = f"{ARTYOM.policy.number};7;{ARTYOM.snils};м;2024-01-27;Дмитриевич;АРТЁМ;СОКОЛОВ"
        file.write_text(f"{header}\n{line}\n", encoding="utf-8")

        (record,) = read(file)

        assert isinstance(record, FundRecord)
        assert record.name == ARTYOM.name
        assert not record.tells_of_death

    def test_knows_old_and_temporary_policies(self, tmp_path: Path) -> None:
        file = tmp_path / "register.csv"
        header = "Фамилия;Имя;Отчество;Дата рождения;Пол;СНИЛС;ЕНП;Серия полиса;Номер полиса;Временное свидетельство"
        file.write_text(f"{header}\nСоколов;Артём;;27.01.2024;М;;;59 АБ;123456;123456789\n", encoding="utf-8")

        (record,) = read(file)

        assert isinstance(record, FundRecord)
        assert [one.kind for one in record.policies] == [PolicyKind.OLD, PolicyKind.TEMPORARY]
        assert record.name.patronymic == ""

    def test_without_its_columns_is_none(self, tmp_path: Path) -> None:
        file = tmp_path / "register.csv"
        file.write_text("Фамилия;Имя\nСоколов;Артём\n", encoding="utf-8")

        with pytest.raises(NotARegister, match="дата рождения"):
            read(file)

    def test_that_is_empty_is_none(self, tmp_path: Path) -> None:
        file = tmp_path / "register.csv"
        file.touch()

        with pytest.raises(NotARegister):
            read(file)

    def test_goes_on_after_a_quote_that_nobody_closed(self, tmp_path: Path) -> None:
        endless = '"' + "х" * 200_000
        lines = read(register(tmp_path, [endless, line_of(ARTYOM)]))

        assert [type(one) for one in lines] == [UnreadableLine, FundRecord]

    def test_passes_over_empty_lines(self, tmp_path: Path) -> None:
        assert len(read(register(tmp_path, ["", ";;;;;;;", line_of(ARTYOM)]))) == 1


class TestALine:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (("27.01.2024", ""), "нет даты рождения"),
            (("27.01.2024", "31.02.2024"), "не дата"),
            (("27.01.2024", "27.01.2027"), "ещё не было"),
            (("27.01.2024", "27.01.1824"), "слишком давний"),
            ((";М;", ";Х;"), "пол"),
            (("Соколов;", ";"), "нет поля «фамилия»"),
            (("Соколов;", "Cоколов;"), "латинские"),
            (("Соколов;", "Соколов7;"), "недопустимые знаки"),
            (("Соколов;", "С" * 101 + ";"), "слишком длинное"),
            ((str(ARTYOM.snils), "900-000-104 00"), "СНИЛС: контрольная"),
            ((str(ARTYOM.snils), "900"), "СНИЛС: не такой вид"),
            ((ARTYOM.policy.number, ARTYOM.policy.number[:-1] + "x"), "«енп»: не такой вид"),
            ((";М;", ";М;;"), "полей не столько"),
            ((ARTYOM.policy.number + ";", ARTYOM.policy.number + ";26.01.2024"), "раньше даты рождения"),
        ],
    )
    def test_that_tells_of_nobody_is_answered_in_words(
        self, tmp_path: Path, change: tuple[str, str], told: str
    ) -> None:
        mended = line_of(ARTYOM).replace(*change)
        assert mended != line_of(ARTYOM)

        assert told in reason(tmp_path, mended)

    def test_without_a_document_tells_of_nobody(self, tmp_path: Path) -> None:
        line = line_of(ARTYOM).replace(str(ARTYOM.snils), "").replace(ARTYOM.policy.number, "")

        assert "нет ни СНИЛС, ни полиса" in reason(tmp_path, line)

    def test_names_nobody_in_its_reason(self, tmp_path: Path) -> None:
        line = line_of(ARTYOM).replace("27.01.2024", "вчера")

        told = reason(tmp_path, line)

        assert ARTYOM.name.family not in told
        assert "вчера" not in told
        assert ARTYOM.snils.digits not in told

    def test_with_bytes_that_are_no_letters_is_refused_alone(self, tmp_path: Path) -> None:
        file = register(tmp_path, [line_of(ARTYOM), line_of(VERA)])
        file.write_bytes(file.read_bytes().replace("Вера".encode(), b"\xff\xfe"))

        lines = read(file)

        assert [type(one) for one in lines] == [FundRecord, UnreadableLine]
