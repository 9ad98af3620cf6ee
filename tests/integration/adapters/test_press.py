"""Examination reports set in type by the real press, read as words, as structure and as pictures (F-12)."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from cast import DMITRY
from factories.papers import ADDRESSING, CODE, a_paper, ink, pictures_of, words_of
from kartoteka.adapters.pdf import press as press_program
from kartoteka.adapters.pdf.typeface import LOST
from kartoteka.adapters.pdf.typesetter import PressTypesetter, typesetter_from_settings
from kartoteka.domain.health_record.papers import TooBusy
from kartoteka.domain.health_record.report_types import PrescribedDrug, VitalSign
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.names import PersonName

pytestmark = [pytest.mark.manual("F-12"), pytest.mark.rule("R62")]
# One dark pixel in a thousand: a line of words has a hundred times as many.
CLEAN = 0.001
PARAGRAPH = "Общее состояние удовлетворительное, сознание ясное. Кожные покровы чистые, обычной окраски."
FONTS: list[Path] = settings.KARTOTEKA_PAPER_FONTS


@pytest.fixture(scope="module")
def press() -> Iterator[PressTypesetter]:
    made = typesetter_from_settings()
    yield made
    made.close()


class TestWords:
    def test_stand_on_the_paper_as_the_doctor_wrote_them(self, press: PressTypesetter) -> None:
        (page,) = words_of(press.typeset(a_paper(department="Отделение № 1")))

        for words in (
            "Поликлиника № 1", "Отделение № 1", "Приём врача-терапевта", "Кузнецова Вера Петровна",
            "Петрова Ирина Олеговна", "Врач-терапевт", "Жалобы Кашель и насморк второй день",
            "Анамнез заболевания", "Температура тела 37,4 °C повышена", "Объективный статус", "J06.9",
            "B01.047.001", "Парацетамол", "Рекомендации", "версия 1", "12 ноября 2026 года в 14:20",
        ):  # fmt: skip
            assert words in page

    def test_of_sections_that_are_empty_are_left_out(self, press: PressTypesetter) -> None:
        empty = a_paper(
            complaints="", illness_history="", vital_signs=(), objective_status=" \n ", diagnoses=(), services=(),
            prescriptions=(), recommendations="",
        )  # fmt: skip
        (page,) = words_of(press.typeset(empty))

        for heading in ("Жалобы", "Анамнез", "Измерения", "Объективный", "Диагнозы", "Назначения", "Рекомендации"):
            assert heading not in page
        assert "Протокол подписан врачом" in page

    @pytest.mark.parametrize(
        "words",
        [
            '#panic("x")', '#read("/etc/passwd")', "$x^2$", "*важно*", "_тихо_", "<метка>", "@ссылка", "= заголовок",
            "- строка", "\\u{41}", "#let d = 1", "// скрыто", "/* скрыто */ видно", "[скобки", "{{7*7}}", '"кавычки"',
        ],
    )  # fmt: skip
    def test_are_never_taken_for_orders(self, press: PressTypesetter, words: str) -> None:
        signs = (VitalSign(words, words),)
        file = press.typeset(a_paper(title=words, complaints=words, recommendations=words, vital_signs=signs))

        assert " ".join(words_of(file)).count(words) == 5

    def test_with_signs_that_no_font_has_make_a_paper_that_says_so(self, press: PressTypesetter) -> None:
        page = " ".join(words_of(press.typeset(a_paper(complaints="Болит 👍🏽 тут 漢字 и \ue000 там\x00\ufffe."))))

        assert f"Болит {LOST} тут {LOST} и {LOST} там{LOST}." in page
        assert f"Знаком {LOST} отмечены символы, которых нет в шрифте документа" in page

    def test_in_letters_of_all_peoples_of_the_country_need_no_note(self, press: PressTypesetter) -> None:
        words = "Ғ ғ Қ қ Ң ң Ө ө Ү ү Һ һ І і Ә ә Ӑ ӑ Ҫ ҫ Ӳ ӳ Җ җ ѣ № ≥ ≤ ± × ° µ α β Ω ½ ₂ → — «ё»"
        page = " ".join(words_of(press.typeset(a_paper(complaints=words))))

        assert words in page
        assert LOST not in page

    def test_very_long_are_kept_whole(self, press: PressTypesetter) -> None:
        long_name = PersonName("А" * 100, "Константин", "Б" * 100)
        paper = replace(a_paper(), addressing=replace(ADDRESSING, patient=long_name, addressee=long_name))
        page = "".join(words_of(press.typeset(paper))).replace(" ", "").replace("\u200b", "").replace("-", "")

        assert page.count("А" * 100) == 2


class TestPages:
    def test_all_say_to_whom_and_when_the_paper_was_given_and_how_to_check_it(self, press: PressTypesetter) -> None:
        pages = words_of(press.typeset(a_paper(objective_status="\n".join([PARAGRAPH] * 400))))

        assert len(pages) >= 10
        for number, page in enumerate(pages, start=1):
            assert "Выдан на Портале 23 ноября 2026 года в 14:30. Кому: Соколова Анна Викторовна" in page
            assert f"Код проверки: {CODE}" in page
            assert f"Страница {number} из {len(pages)}" in page
        assert "portal.example/verify" in pages[-1]

    def test_may_be_two_hundred(self, press: PressTypesetter) -> None:
        pages = words_of(press.typeset(a_paper(objective_status="\n".join([PARAGRAPH] * 9000))))

        assert len(pages) >= 200
        assert sum(page.count("сознание ясное") for page in pages) == 9000

    def test_look_as_they_should(self, press: PressTypesetter) -> None:
        (page,) = pictures_of(press.typeset(a_paper()))

        # The clinic above, with its line; the title in large letters; the person on a tinted ground.
        assert ink(page, 0.1, 0.05, 0.6, 0.1) > 0.01
        assert ink(page, 0.1, 0.09, 0.45, 0.13) > 0.03
        assert page.getpixel((int(0.9 * page.width), int(0.18 * page.height))) in range(235, 253)
        # The footer, and the square by which the paper is checked: dark by a third and more.
        assert ink(page, 0.1, 0.92, 0.9, 0.97) > 0.01
        assert max(ink(page, 0.78, top / 100, 0.9, top / 100 + 0.08) for top in range(40, 85)) > 0.3
        assert_margins_are_clean([page])

    @pytest.mark.parametrize("sign", ["Ж", "W", "ъ", "1", "/"])
    def test_keep_the_longest_words_within_their_margins(self, press: PressTypesetter, sign: str) -> None:
        long_word = sign * 300
        drug = PrescribedDrug(long_word, long_word, long_word, long_word)
        signs = (VitalSign(long_word, long_word, long_word, long_word),)
        file = press.typeset(
            a_paper(
                title=long_word[:200], organization=long_word[:200], practitioner=long_word[:200], vital_signs=signs,
                prescriptions=(drug,), complaints=long_word,
            )
        )  # fmt: skip

        assert_margins_are_clean(pictures_of(file))

    def test_hold_no_box_in_the_place_of_a_letter(self, press: PressTypesetter) -> None:
        """A box is drawn by the first glyph of a font, whose number the file would hold."""
        file = press.typeset(a_paper(complaints="Ғ漢👍\u0301\u202e ѣ Ω", recommendations="ж\u0301"))

        shown = pictures_of(file)
        known = pictures_of(press.typeset(a_paper(complaints=f"Ғ{LOST} ѣ Ω", recommendations="ж\u0301")))
        assert abs(ink(shown[0], 0, 0.25, 1, 0.32) - ink(known[0], 0, 0.25, 1, 0.32)) < CLEAN


def assert_margins_are_clean(pages: list[Image.Image]) -> None:
    for page in pages:
        assert ink(page, 0, 0, 0.08, 1) < CLEAN
        assert ink(page, 0.93, 0, 1, 1) < CLEAN
        assert ink(page, 0, 0.97, 1, 1) < CLEAN


class TestTheFile:
    def test_is_archival_and_readable_to_a_screen_reader(self, press: PressTypesetter) -> None:
        with pikepdf.open(BytesIO(press.typeset(a_paper()))) as file, file.open_metadata() as told:
            root = file.Root
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
            assert told["pdfuaid:part"] == "1"
            assert str(root.Lang) == "ru"
            assert bool(root.MarkInfo.Marked)
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            assert root.OutputIntents[0].S == "/GTS_PDFA1"
            assert told["dc:title"] == "Приём врача-терапевта"

    def test_has_the_structure_of_the_paper(self, press: PressTypesetter) -> None:
        with pikepdf.open(BytesIO(press.typeset(a_paper()))) as file:
            kinds = [str(one.S) for one in structure(file.Root.StructTreeRoot.K) if "/S" in one]
            described = [str(one.Alt) for one in structure(file.Root.StructTreeRoot.K) if "/Alt" in one]

        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 8
        assert kinds.count("/Table") == 4
        assert kinds.count("/TH") == 3 + 3 + 2 + 3
        assert "QR-код со ссылкой на страницу проверки документа" in described

    def test_carries_all_of_its_fonts(self, press: PressTypesetter) -> None:
        with pikepdf.open(BytesIO(press.typeset(a_paper(complaints="ѣ")))) as file:
            fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
            descriptors = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]

        names = {str(one.FontName).partition("+")[2] for one in descriptors}
        assert fonts
        assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
        assert {name.partition("-")[0] for name in names} == {"GolosText", "NotoSans"}

    def test_is_the_same_to_the_byte_in_another_process(self, press: PressTypesetter) -> None:
        paper, other = a_paper(), typesetter_from_settings()
        press.typeset(a_paper(complaints="Совсем другое"))

        digests = {hashlib.sha256(each.typeset(paper)).hexdigest() for each in (press, other, press)}
        other.close()

        assert len(digests) == 1
        assert press.edition == other.edition

    def test_differs_for_another_reader(self, press: PressTypesetter) -> None:
        paper = a_paper()
        given_to_another = replace(paper, addressing=replace(ADDRESSING, addressee=DMITRY.name))

        assert press.typeset(paper) != press.typeset(given_to_another)

    @pytest.mark.parametrize("lines", [0, 5, 40, 400])
    @pytest.mark.parametrize("signs", [0, 50])
    def test_is_about_as_large_as_was_said(self, press: PressTypesetter, lines: int, signs: int) -> None:
        words = "\n".join(f"{PARAGRAPH} {number}" for number in range(lines))
        rest: dict[str, object] = {} if signs else {"diagnoses": (), "services": (), "prescriptions": ()}
        measured = tuple(VitalSign(f"Показатель {number}", f"{number}", "мм") for number in range(signs))
        paper = a_paper(objective_status=words, vital_signs=measured, **rest)

        assert len(press.typeset(paper)) == pytest.approx(press.expected_size(paper.report), rel=0.2)


class TestThePress:
    def test_that_was_ended_is_started_anew(self) -> None:
        made = PressTypesetter(FONTS)
        made.typeset(a_paper())
        assert made.press_id is not None
        os.kill(made.press_id, signal.SIGKILL)
        os.waitid(os.P_PID, made.press_id, os.WEXITED | os.WNOWAIT)

        file = made.typeset(a_paper())
        made.close()

        assert file.startswith(b"%PDF")

    def test_that_hangs_is_given_up(self) -> None:
        made = PressTypesetter(FONTS, patience=0.2, module="tests.servers.silent_press")

        with pytest.raises(Unavailable):
            made.typeset(a_paper())

        assert made.press_id is None

    def test_that_fails_over_one_paper_sets_the_next(self, press: PressTypesetter) -> None:
        with pytest.raises(Unavailable):
            press.typeset(a_paper(title=""))

        assert press.typeset(a_paper()).startswith(b"%PDF")

    def test_turns_away_whoever_would_be_one_too_many(self) -> None:
        made = PressTypesetter(FONTS, places=2)

        with made.place(), made.place(), pytest.raises(TooBusy), made.place():
            pass
        with made.place():
            pass

    def test_has_a_free_place_again_after_a_failure(self) -> None:
        made = PressTypesetter(FONTS, places=1)

        for _ in range(3):
            with pytest.raises(Unavailable, match="of the paper"), made.place():
                raise Unavailable("of the paper")

    def test_sets_papers_of_many_one_after_another(self, press: PressTypesetter) -> None:
        papers = [a_paper(complaints=f"Жалоба {number}") for number in range(8)]

        with ThreadPoolExecutor(8) as readers:
            files = list(readers.map(press.typeset, papers))

        assert [f"Жалоба {number} " in words_of(file)[0] for number, file in enumerate(files)] == [True] * 8

    def test_without_its_fonts_sets_nothing(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        made = PressTypesetter([*FONTS, tmp_path / "no-such-font"])

        with pytest.raises(Unavailable):
            made.typeset(a_paper())

        assert "no-such-font" in caplog.text
        assert made.press_id is None

    def test_ends_with_whoever_asks_it(self) -> None:
        command = [sys.executable, "-m", press_program.MODULE, *map(str, FONTS)]

        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as alone:
            assert alone.stdin is not None
            alone.stdin.close()

            assert alone.wait(20) == 0

    def test_knows_no_secret_of_the_portal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KARTOTEKA_SECRET_KEY", "not for the press")
        made = PressTypesetter(FONTS)
        made.typeset(a_paper())

        told = Path(f"/proc/{made.press_id}/environ").read_bytes()
        made.close()

        assert b"not for the press" not in told
        assert b"KARTOTEKA" not in told


def structure(node: object) -> Iterator[pikepdf.Dictionary]:
    """All elements of the tree of structure."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from structure(one)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from structure(node.K)
