"""WCAG 2.2 AA by axe, and pages that fit a narrow screen and large letters, in every state of every page."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from e2e.browsing import Browsing
from e2e.scenes import SCENES, Scene

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# So high that nothing hides under anything that sticks to an edge.
SCREENS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 3000}, "phone": {"width": 390, "height": 5000}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Colors change in steps even where motion is not wanted, from the outside of the page inwards.
UNTIL_NOTHING_MOVES = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const deadline = performance.now() + 5000;
    do { await frame(); await frame(); } while (document.getAnimations().length && performance.now() < deadline);
}"""

every_scene = pytest.mark.parametrize("scene", [pytest.param(scene, id=name) for name, scene in SCENES.items()])


def violations(page: Page) -> Iterator[str]:
    """What axe finds, on either screen in either scheme of colors."""
    axe = Axe()
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(UNTIL_NOTHING_MOVES)
            found = axe.run(page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}})
            for violation in found.response["violations"]:
                places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
                yield f"{screen}, {scheme}: {violation['id']} ({violation['help']}) at {places}"


class TestEveryPage:
    @pytest.mark.manual("A-03")
    @every_scene
    def test_has_nothing_that_axe_complains_of(self, browsing: Browsing, scene: Scene) -> None:
        page = scene(browsing)

        assert list(violations(page)) == []

    @every_scene
    def test_fits_narrow_screens_and_double_letters_without_scrolling_sideways(
        self, browsing: Browsing, scene: Scene
    ) -> None:
        page = scene(browsing)
        too_wide = {}

        for width, letters in ((320, 100), (390, 100), (640, 200), (1280, 200)):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%` }", letters)
            surplus = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if surplus > 0:
                too_wide[width, letters] = surplus

        assert too_wide == {}

    @every_scene
    def test_has_one_heading_of_the_first_level_and_says_in_the_title_where_one_is(
        self, browsing: Browsing, scene: Scene
    ) -> None:
        page = scene(browsing)

        # A window over the page hides what is under it from those who can't see.
        expect(page.locator("h1")).to_have_count(1)
        assert page.title().endswith(" — Портал пациента")
        assert page.locator("html").get_attribute("lang") == "ru"


class TestMenuOfAPhone:
    def test_has_nothing_that_axe_complains_of(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna", viewport={"width": 390, "height": 844})
        page.goto("/")

        page.get_by_role("button", name="Меню").click()
        expect(page.locator("#site-menu")).to_be_visible()

        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}})
        assert [violation["help"] for violation in found.response["violations"]] == []
