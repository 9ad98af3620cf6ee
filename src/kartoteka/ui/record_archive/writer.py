"""
The record as one page that opens without the Portal and without a network, and prints well.

It has a template and a style of its own: what it needs is in the file, and nothing in it can run.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Template
from markupsafe import Markup

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.access.words import PARTS
from kartoteka.domain.health_record.downloads import originals, reports
from kartoteka.domain.health_record.downloads.types import About, ArchiveFile, Order, Portion, Written
from kartoteka.shared.dates import local_day
from kartoteka.ui.record_archive.readme import FOLDERS, readme

PAGE, README = "index.html", "README.txt"
_TEMPLATES = "ui/record_archive"


class PageWriter:
    """`ArchiveWriter` of the page, and of the file that says what else is there."""

    name = "page"

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:  # noqa: ARG002 - the port's
        html = _template(portion.part).render(
            portion=portion, today=portion.today, path_of=originals.path_of, report_path=reports.path_of
        )
        return Written(fragment=json.dumps([portion.part, html], ensure_ascii=False).encode())

    def close(self, fragments: Sequence[bytes], about: About) -> Sequence[ArchiveFile]:
        written: dict[str, list[Markup]] = defaultdict(list)
        for fragment in fragments:
            part, html = json.loads(fragment)
            written[part].append(Markup(html))  # noqa: S704 - rendered above, where everything is escaped
        sections = [(part, PARTS[part], Markup("").join(written[part])) for part in about.parts]
        today = local_day(about.made_at, about.time_zone)
        told = {"about": about, "sections": sections, "closed": _not_given(about), "folders": FOLDERS}
        page = _template("page").render(**told, today=today)
        return [ArchiveFile(PAGE, page.encode()), ArchiveFile(README, readme(about).encode())]


def _not_given(about: About) -> tuple[str, ...]:
    """The parts that are not in the archive: they are not open to its reader."""
    return tuple(PARTS[part] for part in RecordPart if part not in {*about.parts, RecordPart.BENEFITS})


@cache
def _template(name: str) -> Template:
    pages = cast("Jinja2", engines["jinja2"])
    return pages.env.get_template(f"{_TEMPLATES}/{name}.html")
