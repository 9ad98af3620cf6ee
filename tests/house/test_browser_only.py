import re

import pytest

from house.files import files, name_of

TEMPLATES = [*files(".html", "src")]
FOREIGN = r"(?:https?:)?//"
LOADED_BY_A_PAGE = re.compile(
    rf"<(?:script|link|img|source|video|audio|iframe)\b[^>]*\b(?:src|srcset|href|poster)\s*=\s*[\"']?{FOREIGN}"
    rf"|url\(\s*[\"']?{FOREIGN}|@import\s",
    re.IGNORECASE,
)
PLUGIN = re.compile(r"<(?:object|embed|applet)\b", re.IGNORECASE)
HTMX_TAG = re.compile(r"<\w+\b[^>]*\bhx-(?:get|post|put|patch|delete)=[^>]*>")
PLAIN_WAY = re.compile(r"\s(?:href|action|formaction)=")


@pytest.mark.manual("A-03")
class TestPages:
    """A current browser is enough: nothing to install, nothing from elsewhere, nothing that only a script does."""

    def test_load_nothing_from_elsewhere(self) -> None:
        sources = [*TEMPLATES, *files(".css", "src"), *files(".js", "src")]

        found = [name_of(path) for path in sources if LOADED_BY_A_PAGE.search(path.read_text(encoding="utf-8"))]

        assert sources
        assert found == []

    def test_need_no_plugin(self) -> None:
        found = [name_of(path) for path in TEMPLATES if PLUGIN.search(path.read_text(encoding="utf-8"))]

        assert found == []

    def test_can_do_by_a_plain_link_or_form_whatever_htmx_does(self) -> None:
        tags = {tag: name_of(path) for path in TEMPLATES for tag in HTMX_TAG.findall(path.read_text(encoding="utf-8"))}

        assert tags
        assert {tag: name for tag, name in tags.items() if not PLAIN_WAY.search(tag)} == {}
