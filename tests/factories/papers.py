"""Papers to be set, and what is seen of those that were."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
from PIL import Image

from cast import ANNA, VERA
from factories.records import a_case, a_report, a_visit
from kartoteka.domain.health_record.papers import Addressing, ReportPaper

DAY = date(2026, 11, 12)
CODE = "7F3Q-92KD-M4XW-0TNE"
ADDRESSING = Addressing(VERA.name, VERA.birth_date, ANNA.name, "https://portal.example/verify/")
_SCALE = 2


def a_paper(**report: object) -> ReportPaper:
    """A paper of Вера's, given to Анна; `report` is what its report says otherwise."""
    whole = replace(a_report(a_case(DAY, visits=(a_visit(DAY),))), **report)  # type: ignore[arg-type]
    return ReportPaper(whole, ADDRESSING, datetime(2026, 11, 23, 9, 30, tzinfo=UTC), CODE)


def words_of(file: bytes) -> list[str]:
    """What stands on each page, words parted by single spaces."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def pictures_of(file: bytes) -> list[Image.Image]:
    """The pages as they are seen, in shades of grey."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return [page.render(scale=_SCALE).to_pil().convert("L") for page in document]


def ink(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> float:
    """How much of a part of a page is dark, from 0 to 1; sides are shares of the page."""
    width, height = picture.size
    part = picture.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
    dark = sum(part.histogram()[:160])
    return dark / (part.size[0] * part.size[1])
