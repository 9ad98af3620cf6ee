"""Every page is drawn, and none holds what the policy of the browser forbids."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.template.loader import get_template
from jinja2 import UndefinedError

import kartoteka
from kartoteka.domain.card_index.kin_types import KinPrompts
from kartoteka.domain.card_index.types import CardIndexView, CardWithServices
from kartoteka.shared.names import PersonName
from kartoteka.ui import icons
from kartoteka.ui.icons import icon, icon_symbols, icon_use

from .conftest import Draw, a_request
from .drawn_pages import PAGES
from .outline import Outline
from .samples import MARIA, NOW, TODAY

PACKAGE = Path(kartoteka.__file__).parent
TEMPLATES = sorted([*PACKAGE.glob("ui/templates/**/*.html"), *PACKAGE.glob("web/*/templates/*.html")])
WHOLE_PAGES = [name for name in PAGES if "fragment" not in name]
_ICON = re.compile(r'icon(?:_use)?\(\s*"([^"]+)"')


class TestTemplateFiles:
    @pytest.mark.parametrize(
        ("pattern", "reason"),
        [
            (r"\sstyle=", "the policy of the browser forbids inline styles"),
            (r"<style", "styles stand in files"),
            (r"\son[a-z]+=", "the policy of the browser forbids inline handlers"),
            (r"hx-on", "hx-on needs eval"),
            (r"hx-vals='?\"?js:|js:", "js: values are sent empty, silently"),
            (r"hx-trigger=\"[^\"]*\[", "filters of triggers are ignored, silently"),
            (r"<script(?![^>]*\ssrc=)", "scripts stand in files"),
            (r"https?://", "nothing is fetched from elsewhere"),
            (r"\|\s*safe", "markup is built by macros, which escape"),
        ],
    )
    def test_hold_nothing_that_a_strict_policy_breaks(self, pattern: str, reason: str) -> None:
        found = [path.name for path in TEMPLATES if re.search(pattern, path.read_text(encoding="utf-8"))]

        assert TEMPLATES
        assert found == [], reason

    def test_name_only_icons_that_exist(self) -> None:
        names = {name for path in TEMPLATES for name in _ICON.findall(path.read_text(encoding="utf-8"))}

        assert {"stethoscope", "trash-2"} <= names
        for name in names:
            assert icon(name)

    def test_send_every_form_with_its_token(self) -> None:
        for path in TEMPLATES:
            text = path.read_text(encoding="utf-8")
            forms = len(re.findall(r'<form[^>]*method="post"', text))
            assert text.count("{{ csrf_input }}") == forms, path.name


class TestPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_are_drawn_well_formed(self, name: str, draw: Draw) -> None:
        outline = Outline(draw(name))

        assert outline.mistakes == []
        assert outline.open == []
        assert len(outline.ids) == len(set(outline.ids))

    @pytest.mark.parametrize("name", PAGES)
    def test_refer_only_to_what_is_on_them(self, name: str, draw: Draw) -> None:
        outline = Outline(draw(name))
        on_page = set(outline.ids)
        # The window has its heading once it is open, and fragments go where these are.
        others = {"remove-title", "remove-dialog", "people"}
        for _, attributes in outline.elements:
            wanted = " ".join(
                attributes.get(key, "")
                for key in ("aria-labelledby", "aria-describedby", "for", "form", "popovertarget")
            ).split()
            wanted += [attributes[key][1:] for key in ("hx-target",) if key in attributes]
            if attributes.get("href", "").startswith("#") and "fragment" not in name:
                wanted.append(attributes["href"][1:])
            assert set(wanted) <= on_page | others, attributes

    @pytest.mark.parametrize("name", WHOLE_PAGES)
    def test_have_one_heading_one_main_and_a_title(self, name: str, draw: Draw) -> None:
        html = draw(name)
        outline = Outline(html)

        assert len(outline.all("h1")) == len(outline.all("main")) == 1
        assert re.search(r"<title>\S.* — Портал пациента</title>", html)
        assert '<html lang="ru"' in html

    @pytest.mark.parametrize("name", WHOLE_PAGES)
    def test_lead_nowhere_else(self, name: str, draw: Draw) -> None:
        links = [link["href"] for link in Outline(draw(name)).all("a")]

        assert links
        assert all(link.startswith(("/", "#", "tel:")) or link == "https://example.org/checkup/" for link in links)

    @pytest.mark.parametrize("name", WHOLE_PAGES)
    def test_hold_a_live_region(self, name: str, draw: Draw) -> None:
        assert '<div id="live" role="status"></div>' in draw(name)

    @pytest.mark.rule("R13")
    @pytest.mark.parametrize("name", ["add", "edit", "remove", "remove-fragment", "listings"])
    def test_send_back_whose_page_it_was(self, name: str, draw: Draw) -> None:
        assert '<input type="hidden" name="acting_as" value="anna">' in draw(name)

    def test_of_a_view_that_forgot_something_are_not_drawn(self) -> None:
        with pytest.raises(UndefinedError):
            get_template("web/card_index/templates/list.html").render({}, a_request())

    def test_escape_what_people_type(self) -> None:
        stranger = replace(MARIA, name=PersonName("<b>Соколова", '"><script>', ""))
        index = CardIndexView((CardWithServices(stranger, None),))
        page = get_template("web/card_index/templates/list.html").render(
            {"index": index, "prompts": KinPrompts(), "today": TODAY, "now": NOW}, a_request()
        )

        assert "<b>" not in page
        assert "><script>" not in page
        assert page.count("&lt;b&gt;Соколова") == 2


class TestIcons:
    def test_are_drawn_for_the_eye_only(self) -> None:
        drawn = icon("pencil")

        assert 'aria-hidden="true"' in drawn
        assert 'class="i"' in drawn
        assert drawn.startswith("<svg ")
        assert drawn.endswith("</svg>")

    def test_are_kept_once_for_a_page_that_repeats_them(self) -> None:
        assert icon_symbols("pencil", "clock").count("<symbol") == 2
        assert 'href="#i-pencil"' in icon_use("pencil")

    def test_of_the_list_are_all_kept(self, draw: Draw) -> None:
        page = draw("list") + draw("list-archive")

        assert set(re.findall(r'<use href="#i-([\w-]+)"', page)) == set(re.findall(r'<symbol id="i-([\w-]+)"', page))

    def test_must_be_drawn_by_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(icons, "icon", lambda _: "no drawing")

        with pytest.raises(ValueError, match="strange"):
            icon_symbols("strange")
