"""
What it costs to read a medical document of five megabytes and to draw it.

    python -m benchmarks.clinical_document
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks.django_setup import set_up_django
from benchmarks.figures import verdict

SECONDS, MEGABYTES = 1.0, 150
_SIZE = 5 * 1024 * 1024
_REFUSED_SIZE = 50 * 1024 * 1024
_SMALL = 20 * 1024
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><title>Протокол</title><component><structuredBody>'
    "<component><section><title>Раздел</title>"
)
_TAIL = "</section></component></structuredBody></component></ClinicalDocument>"
_ROW = (
    "<tr><td>Показатель {0}</td><td><content styleCode='Bold'>5,{0}</content></td><td>3,9–6,1</td><td>норма</td></tr>"
)
_ENTRY = (
    '<entry><observation><code code="{0}" displayName="Показатель {0}"/><value xsi:type="PQ" value="5.{0}" unit="г/л"/>'
    '<referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="1" unit="г/л"/><high value="9" unit="г/л"/>'
    "</value></observationRange></referenceRange></observation></entry>"
)


def _filled(before: str, piece: str, after: str, size: int = _SIZE) -> bytes:
    head, tail = (_HEAD + before).encode(), (after + _TAIL).encode()
    length = len(piece.format(10_000).encode())
    count = (size - len(head) - len(tail)) // length
    return head + "".join(piece.format(number) for number in range(count)).encode() + tail


SHAPES: dict[str, Callable[[], bytes]] = {
    "a table": lambda: _filled("<text><table><tbody>", _ROW, "</tbody></table></text>"),
    "paragraphs": lambda: _filled("<text>", f"<paragraph>{{0}} {'слово ' * 40}</paragraph>", "</text>"),
    "coded entries": lambda: _filled("<text>Смотрите ниже</text>", _ENTRY, ""),
    "refused: 50 MB": lambda: _filled("<text>", "<paragraph>{0}</paragraph>", "</text>", _REFUSED_SIZE),
    "refused: 100 levels": lambda: _filled(
        f"<text>{'<content>' * 100}{'</content>' * 100}", "<br/>", "</text>", _SMALL
    ),
}


def main() -> None:
    """Each shape in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(
        description="Time and memory for reading and drawing a document of five megabytes."
    )
    parser.add_argument("--shape", choices=SHAPES, help="measure one here, without a process of its own")
    shape = parser.parse_args().shape
    if shape:
        measure(shape)
        return
    for name in SHAPES:
        subprocess.run([sys.executable, "-m", "benchmarks.clinical_document", "--shape", name], check=True)


def measure(shape: str) -> None:
    """Print what one document costs, beyond what the Portal itself takes."""
    with tempfile.TemporaryDirectory() as data:
        set_up_django(database_url=f"sqlite:///{data}/kartoteka.sqlite3", data=data)
        content = SHAPES[shape]()
        draw = _drawer()
        draw(_HEAD.encode() + _TAIL.encode())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        words = draw(content)
        seconds = time.process_time() - began
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{shape}, {len(content) / 1024 / 1024:.1f} MB: {words}; {seconds:.2f} CPU-s, {verdict(seconds, SECONDS)}; "
        f"{megabytes:.0f} MB more memory, {verdict(megabytes, MEGABYTES)}"
    )


def _drawer() -> Callable[[bytes], str]:
    # The Portal can be imported only now.
    from django.template import engines  # noqa: PLC0415

    from kartoteka.adapters.cda.reader import CdaReader  # noqa: PLC0415
    from kartoteka.domain.health_record.errors import DocumentUnreadable  # noqa: PLC0415
    from kartoteka.ui.document_words import UNREADABLE  # noqa: PLC0415

    pages: Any = engines["jinja2"]  # Django's types know no engine of Jinja
    template = pages.env.get_template("web/health_record/templates/_documents.html")

    def draw(content: bytes) -> str:
        try:
            document = CdaReader().read(content)
        except DocumentUnreadable as error:
            return UNREADABLE[error.reason]
        drawn = [template.module.clinical_section(one, 3) for one in document.sections]
        return f"{sum(map(len, drawn)) / 1024 / 1024:.1f} million letters of HTML"

    return draw


if __name__ == "__main__":
    main()
