from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kartoteka.shared.identifiers import (
    EnpFacts,
    InvalidIdentifier,
    OmsPolicy,
    PolicyKind,
    Snils,
    luhn_check_digit,
    make_enp,
    read_enp,
    snils_check_digits,
)
from kartoteka.shared.sex import Sex

A_UNIFIED_NUMBER = "2657020837000348"
LAST_NUMBER_WITHOUT_CHECK = 1_001_998


class TestSnils:
    @pytest.mark.parametrize(
        ("typed", "digits"),
        [
            ("112-233-445 95", "11223344595"),
            ("002-064-585-96", "00206458596"),
            ("715 398 174 20", "71539817420"),
            ("77241387515", "77241387515"),
            ("  112-233-445 95\n", "11223344595"),
        ],
    )
    def test_is_read_with_or_without_its_separators(self, typed: str, digits: str) -> None:
        snils = Snils.parse(typed)

        assert snils.digits == digits

    @pytest.mark.parametrize(
        ("typed", "weighted_sum"),
        [
            ("001-019-899 99", 99),
            ("001-019-989 00", 100),
            ("001-019-998 00", 101),
            ("001-019-999 01", 102),
            ("002-999-989 00", 201),
            ("002-999-998 00", 202),
            ("087-654-303 00", 202),
        ],
    )
    def test_has_two_zeros_for_a_remainder_of_a_hundred(self, typed: str, weighted_sum: int) -> None:
        snils = Snils.parse(typed)

        assert int(snils.digits[9:]) == weighted_sum % 101 % 100

    @pytest.mark.parametrize(
        "typed", ["112-233-445 96", "001-001-999 00", "200 746 095 00", "123-456-789-01", "002-999-989 01"]
    )
    def test_is_refused_for_wrong_check_digits(self, typed: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^checksum$"):
            Snils.parse(typed)

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "908 035 685",
            "112-233-445 9",
            "112-233-445 955",
            "77 241 387 515",
            "589*088*281*65",
            "112--233-445 95",
            "112-233-445 9A",
            "١١٢-٢٣٣-٤٤٥ ٩٥",
            "000-000-000 00",
        ],
    )
    def test_is_refused_for_another_shape(self, typed: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^shape$"):
            Snils.parse(typed)

    @pytest.mark.parametrize("typed", ["000-000-600 06", "001-001-998 00", "001-001-998 77"])
    def test_has_no_check_among_the_oldest_numbers(self, typed: str) -> None:
        snils = Snils.parse(typed)

        assert str(snils) == typed

    def test_has_a_check_from_the_first_number_after_them(self) -> None:
        snils = Snils.parse("001-001-999 65")

        assert snils.digits == "00100199965"

    def test_is_masked_but_for_its_last_two_digits(self) -> None:
        snils = Snils.parse("112-233-445 95")

        assert snils.masked == "•••-•••-••• 95"

    @given(number=st.integers(1, 999_999_999))
    def test_is_read_back_from_what_it_is_shown_as(self, number: int) -> None:
        snils = Snils.parse(f"{number:09d}{snils_check_digits(f'{number:09d}')}")

        assert Snils.parse(str(snils)) == snils

    @given(number=st.integers(LAST_NUMBER_WITHOUT_CHECK + 1, 999_999_999), wrong=st.integers(0, 99))
    def test_has_one_lawful_pair_of_check_digits(self, number: int, wrong: int) -> None:
        assume(f"{wrong:02d}" != snils_check_digits(f"{number:09d}"))

        with pytest.raises(InvalidIdentifier, match=r"^checksum$"):
            Snils.parse(f"{number:09d}{wrong:02d}")

    @given(typed=st.text())
    def test_is_read_or_refused_whatever_is_typed(self, typed: str) -> None:
        with suppress(InvalidIdentifier):
            assert len(Snils.parse(typed).digits) == 11


class TestUnifiedPolicyNumber:
    @pytest.mark.parametrize(
        ("number", "facts"),
        [
            (A_UNIFIED_NUMBER, EnpFacts("26", 1979, 2, 12, Sex.MALE)),
            ("7767940868000014", EnpFacts("77", 1950, 12, 31, Sex.FEMALE)),
            ("7858840848000029", EnpFacts("78", 1951, 1, 1, Sex.MALE)),
            ("0247999768000032", EnpFacts("02", 2000, 12, 31, Sex.FEMALE)),
            ("5998899748000047", EnpFacts("59", 2001, 1, 1, Sex.MALE)),
            ("1692489795123450", EnpFacts("16", 2015, 7, 4, Sex.FEMALE)),
            ("5097199720999997", EnpFacts("50", 2008, 2, 29, Sex.MALE)),
            ("0170360840000774", EnpFacts("01", 1936, 9, 9, Sex.MALE)),
        ],
    )
    def test_tells_region_birth_date_and_sex(self, number: str, facts: EnpFacts) -> None:
        policy = OmsPolicy.parse(PolicyKind.UNIFIED, number)

        assert read_enp(policy.number) == facts

    def test_stays_lawful_where_it_tells_nothing(self) -> None:
        policy = OmsPolicy.parse(PolicyKind.UNIFIED, "5598718357093420")

        assert read_enp(policy.number) is None

    @pytest.mark.parametrize(("year", "month", "day"), [(1999, 2, 30), (1989, 13, 1), (1899, 1, 1), (2101, 1, 1)])
    def test_tells_nothing_where_the_calendar_has_no_such_day(self, year: int, month: int, day: int) -> None:
        number = make_enp(region_code="59", birth_year=year, birth_month=month, birth_day=day, sex=Sex.MALE, serial=7)

        assert read_enp(number) is None

    @pytest.mark.parametrize("number", ["", "26", A_UNIFIED_NUMBER[:-1], "АБ123456", "26570208370003A8"])
    def test_tells_nothing_where_it_is_no_such_number(self, number: str) -> None:
        assert read_enp(number) is None

    @given(
        birth_date=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
        sex=st.sampled_from(Sex),
        region=st.integers(1, 99),
        serial=st.integers(0, 99_999),
    )
    def test_is_lawful_and_gives_back_what_went_into_it(
        self, birth_date: date, sex: Sex, region: int, serial: int
    ) -> None:
        number = make_enp(
            region_code=f"{region:02d}",
            birth_year=birth_date.year,
            birth_month=birth_date.month,
            birth_day=birth_date.day,
            sex=sex,
            serial=serial,
        )

        policy = OmsPolicy.parse(PolicyKind.UNIFIED, number)

        assert read_enp(policy.number) == EnpFacts(
            f"{region:02d}", birth_date.year, birth_date.month, birth_date.day, sex
        )

    @given(
        body=st.text("0123456789", min_size=15, max_size=15),
        place=st.integers(0, 15),
        shift=st.integers(1, 9),
    )
    def test_is_refused_after_a_slip_in_any_one_digit(self, body: str, place: int, shift: int) -> None:
        number = body + luhn_check_digit(body)
        slip = str((int(number[place]) + shift) % 10)

        with pytest.raises(InvalidIdentifier, match=r"^checksum$"):
            OmsPolicy.parse(PolicyKind.UNIFIED, number[:place] + slip + number[place + 1 :])


class TestOmsPolicy:
    @pytest.mark.parametrize(
        ("kind", "number", "series"),
        [
            (PolicyKind.UNIFIED, A_UNIFIED_NUMBER, ""),
            (PolicyKind.TEMPORARY, "123456789", ""),
            (PolicyKind.OLD, "123456", "АБ"),
            (PolicyKind.OLD, "1234567890123456", ""),
            (PolicyKind.OLD, "123-456", "46 АА-77"),
        ],
    )
    def test_is_taken_as_each_kind_writes_it(self, kind: PolicyKind, number: str, series: str) -> None:
        policy = OmsPolicy.parse(kind, number, series)

        assert policy == OmsPolicy(kind, number, series)

    def test_drops_spaces_of_the_number_and_folds_case(self) -> None:
        unified = OmsPolicy.parse(PolicyKind.UNIFIED, " 2657 0208 3700 0348 ")
        old = OmsPolicy.parse(PolicyKind.OLD, "аб 123", "  аб   в ")

        assert unified.number == A_UNIFIED_NUMBER
        assert (old.series, old.number) == ("АБ В", "АБ123")

    @pytest.mark.parametrize("kind", [PolicyKind.UNIFIED, PolicyKind.TEMPORARY])
    def test_has_no_series_unless_it_is_old(self, kind: PolicyKind) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^series$"):
            OmsPolicy.parse(kind, A_UNIFIED_NUMBER, "77")

    @pytest.mark.parametrize("series", ["АБ#", "АБ/77", "А" * 13])
    def test_is_refused_for_a_series_that_nobody_issued(self, series: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^series$"):
            OmsPolicy.parse(PolicyKind.OLD, "123456", series)

    @pytest.mark.parametrize(
        ("kind", "number"),
        [
            (PolicyKind.UNIFIED, A_UNIFIED_NUMBER[:-1]),
            (PolicyKind.UNIFIED, "26570208370003A8"),
            (PolicyKind.UNIFIED, "٢٦٥٧٠٢٠٨٣٧٠٠٠٣٤٨"),
            (PolicyKind.UNIFIED, ""),
            (PolicyKind.TEMPORARY, "12345678"),
            (PolicyKind.TEMPORARY, "1234567890"),
            (PolicyKind.OLD, "12"),
            (PolicyKind.OLD, "1" * 21),
            (PolicyKind.OLD, "12_456"),
        ],
    )
    def test_is_refused_for_another_shape(self, kind: PolicyKind, number: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^shape$"):
            OmsPolicy.parse(kind, number)

    @pytest.mark.parametrize("number", ["2657020837000349", "9876543211234567", "1234567890123456"])
    def test_is_refused_for_a_wrong_check_digit(self, number: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^checksum$"):
            OmsPolicy.parse(PolicyKind.UNIFIED, number)

    def test_is_masked_but_for_its_last_four_symbols(self) -> None:
        policy = OmsPolicy.parse(PolicyKind.UNIFIED, A_UNIFIED_NUMBER)

        assert policy.masked == "•••• 0348"

    @given(kind=st.sampled_from(PolicyKind), number=st.text(), series=st.text())
    def test_is_read_or_refused_whatever_is_typed(self, kind: PolicyKind, number: str, series: str) -> None:
        with suppress(InvalidIdentifier):
            assert OmsPolicy.parse(kind, number, series).number
