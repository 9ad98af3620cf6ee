"""Documents that want more than to be read (F-07): nothing of them is carried out, and each is refused in words."""

import codecs
import time
from pathlib import Path

import pytest

from factories.cda import HL7, SECTION, body, cda, text
from kartoteka.adapters.cda import xml
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.domain.health_record.errors import DocumentUnreadable, Unreadable
from kartoteka.ui import clinical
from kartoteka.ui.document_words import UNREADABLE

pytestmark = pytest.mark.manual("F-07")
_LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
_LONGEST_REFUSAL = 1.0


def refusal(content: bytes) -> Unreadable:
    with pytest.raises(DocumentUnreadable) as caught:
        CdaReader().read(content)
    return caught.value.reason


def drawn(markup: str) -> str:
    section = CdaReader().read(cda(body(text(markup)))).sections[0]
    return str(clinical.draw_blocks(section.blocks, section.title))


class TestADocumentWithDefinitions:
    @pytest.mark.parametrize(
        "definitions",
        [
            "<!DOCTYPE ClinicalDocument>",
            '<!DOCTYPE ClinicalDocument SYSTEM "http://127.0.0.1:9/evil.dtd">',
            '<!DOCTYPE ClinicalDocument [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE ClinicalDocument [<!ENTITY % all SYSTEM "http://127.0.0.1:9/">%all;]>',
            f'<!DOCTYPE ClinicalDocument [<!ENTITY l0 "ha">{_LAUGHS}]>',
            f'<!DOCTYPE ClinicalDocument [<!ENTITY a "{"a" * 50_000}">]>',
        ],
        ids=["bare", "external", "file", "parameter", "billion-laughs", "quadratic"],
    )
    def test_is_refused_before_it_is_parsed(self, definitions: str) -> None:
        began = time.perf_counter()

        reason = refusal(cda(body(text("&secret;&l9;" + "&a;" * 1000)), before=definitions))

        assert reason is Unreadable.HAS_DEFINITIONS
        assert time.perf_counter() - began < _LONGEST_REFUSAL

    def test_is_refused_where_it_hides_them_behind_another_encoding(self) -> None:
        document = cda(body(SECTION), before="<!DOCTYPE ClinicalDocument>", declaration="").decode()

        for content in (document.encode("utf-16"), document.encode("utf-32"), document.encode("utf-16-le")):
            assert refusal(content) is Unreadable.ENCODING

    @pytest.mark.parametrize("encoding", ["UTF-7", "utf-16", "ebcdic-cp-us", "iso-2022-jp"])
    def test_is_refused_where_it_names_an_encoding_that_could_hide_them(self, encoding: str) -> None:
        assert refusal(cda(body(SECTION), declaration=f'encoding="{encoding}"')) is Unreadable.ENCODING

    def test_is_refused_where_it_names_it_far_from_the_beginning(self) -> None:
        assert refusal(cda(body(SECTION), declaration=f'{" " * 1000}encoding="UTF-7"')) is Unreadable.ENCODING

    def test_names_no_file_of_ours_by_other_ways(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.xml"
        secret.write_text("<secret>canary</secret>")
        included = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}"/>'

        assert "canary" not in drawn(f"<paragraph>{included}Слова</paragraph>")


class TestADocumentWithMoreThanText:
    @pytest.mark.parametrize(
        "markup",
        [
            "<paragraph>Слова<script>alert(1)</script></paragraph>",
            '<paragraph>Слова<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script></paragraph>',
            '<paragraph>Слова<linkHtml href="javascript:alert(1)">сюда</linkHtml></paragraph>',
            '<paragraph>Слова<content onclick="a()" styleCode="x&quot; onload=&quot;a()">!</content></paragraph>',
            '<paragraph>Слова<svg xmlns="http://www.w3.org/2000/svg" onload="a()"><text>нет</text></svg></paragraph>',
            '<paragraph>Слова<img xmlns="http://www.w3.org/1999/xhtml" src="http://127.0.0.1:9/"/></paragraph>',
            '<paragraph>Слова&lt;script&gt;alert(1)&lt;/script&gt;</paragraph>',
            '<table><caption>"&gt;&lt;script&gt;</caption><tr><td colspan="1 onclick=alert(1)">Слова</td></tr></table>',
            "<list><caption>&lt;b&gt;</caption><item>Слова<![CDATA[<img src=x onerror=alert(1)>]]></item></list>",
        ],
    )  # fmt: skip
    def test_shows_its_words_and_does_nothing(self, markup: str) -> None:
        page = drawn(markup)

        assert "Слова" in page
        for harm in ("<script", "<svg", "<img", "href=", 'onclick="', 'onload="', "src="):
            assert harm not in page.replace("&lt;img src=x", "")

    def test_asks_for_no_style_sheet_of_its_own(self) -> None:
        sheet = '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/evil.xsl"?>'

        assert CdaReader().read(cda(body(SECTION), before=sheet)).sections[0].title == "Жалобы"

    def test_says_where_a_picture_is(self) -> None:
        assert "[изображение: смотрите исходный файл]" in drawn('<renderMultiMedia referencedObject="m1"/>')


class TestADocumentThatCostsTooMuch:
    def test_is_refused_for_its_fifty_megabytes(self) -> None:
        content = cda(body(text("а" * 25_000_000)))
        began = time.perf_counter()

        assert refusal(content) is Unreadable.TOO_LARGE
        assert time.perf_counter() - began < _LONGEST_REFUSAL

    @pytest.mark.parametrize("deep", [100, 1_000, 100_000])
    def test_is_refused_for_its_depth(self, deep: int) -> None:
        nested = "<content>" * deep + "</content>" * deep

        assert refusal(cda(body(text(nested)))) is Unreadable.TOO_DEEP

    def test_is_read_as_deep_as_the_federal_guides_go(self) -> None:
        nested = "<content>" * 30 + "дно" + "</content>" * 30

        assert "дно" in drawn(f"<paragraph>{nested}</paragraph>")

    @pytest.mark.parametrize("filler", ["<br/>", '<br a="" b="" c="" d=""/>'])
    def test_is_refused_for_the_number_of_its_parts(self, filler: str) -> None:
        count = xml.MOST_TAGS + 1 if "=" not in filler else xml.MOST_ATTRIBUTES // 4 + 1

        assert refusal(cda(body(text(filler * count)))) is Unreadable.TOO_MANY_PARTS


class TestADocumentThatIsNone:
    @pytest.mark.parametrize(
        "content",
        [b"", b"\xff\xfe", b"%PDF-1.7", b"{}", b"<ClinicalDocument", cda(body(SECTION))[:-20], b"<a>&undefined;</a>"],
    )
    def test_is_refused(self, content: bytes) -> None:
        assert refusal(content) is Unreadable.BROKEN

    def test_is_refused_for_bytes_that_its_encoding_has_not(self) -> None:
        assert refusal(cda(body(text("Осмотр"))).replace("Осмотр".encode(), b"\xcf\xf0\xe8")) is Unreadable.BROKEN

    @pytest.mark.parametrize(
        "namespaces",
        ['xmlns="urn:hl7-org:v2"', 'xmlns="http://www.w3.org/1999/xhtml"', 'xmlns:hl7="urn:hl7-org:v3"'],
    )
    def test_is_refused_for_another_namespace(self, namespaces: str) -> None:
        assert refusal(cda(body(), namespaces=namespaces)) is Unreadable.NO_CDA

    def test_is_read_in_the_encodings_that_clinics_use(self) -> None:
        plain = cda(body(SECTION), declaration="").decode()
        old = plain.replace('<?xml version="1.0" ?>', '<?xml version="1.0" encoding="windows-1251"?>')

        for content in (plain.encode(), codecs.BOM_UTF8 + plain.encode(), old.encode("cp1251")):
            assert CdaReader().read(content).sections[0].title == "Жалобы"

    @pytest.mark.parametrize("missing", ["", "<component/>", "<component><structuredBody/></component>"])
    def test_but_for_its_sections_is_read_without_them(self, missing: str) -> None:
        assert CdaReader().read(cda(missing)).sections == ()

    def test_but_for_a_file_in_it_says_so(self) -> None:
        enclosed = "<component><nonXMLBody><text>JVBERi0=</text></nonXMLBody></component>"

        assert CdaReader().read(cda(enclosed)).has_enclosed_file

    def test_has_words_for_every_refusal(self) -> None:
        assert set(UNREADABLE) == set(Unreadable)
        assert HL7 not in "".join(UNREADABLE.values())
