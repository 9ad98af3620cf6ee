"""WCAG 2.2 AA by axe, and pages that fit a narrow screen and large letters, in every state of every page."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from e2e.browsing import Browsing
from e2e.scene import Scene
from e2e.scenes import SCENES

ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
SCREENS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 3000}, "phone": {"width": 390, "height": 5000}}
WHOLE_PAGE = "document.documentElement.scrollHeight"
NARROW_OR_LARGE = ((320, 100), (390, 100), (640, 200), (1280, 200))
# Colors change in steps even where motion is not wanted, from the outside of the page inwards.
UNTIL_NOTHING_MOVES = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const deadline = performance.now() + 5000;
    do { await frame(); await frame(); } while (document.getAnimations().length && performance.now() < deadline);
}"""


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe finds on the page as it is."""
    options = json.dumps({"resultTypes": ["violations"], "runOnly": rules})
    found = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{one['id']} ({one['help']}) at {'; '.join(str(node['target']) for node in one['nodes'])}"
        for one in found["violations"]
    ]


def violations_on_all_screens(page: Page) -> Iterator[str]:
    """What axe finds on either screen; in the dark only the colors are others."""
    page.evaluate(Axe().axe_script)
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        # So high that nothing hides under anything that sticks to an edge.
        tallest = max(size["height"], page.evaluate(WHOLE_PAGE))
        page.set_viewport_size({"width": size["width"], "height": tallest})
        page.emulate_media(color_scheme="light")
        page.evaluate(UNTIL_NOTHING_MOVES)
        yield from (f"{screen}: {one}" for one in violations(page, ALL_RULES))
        page.emulate_media(color_scheme="dark")
        page.evaluate(UNTIL_NOTHING_MOVES)
        yield from (f"{screen} in the dark: {one}" for one in violations(page, CONTRAST))


def overflows(page: Page, screens: Sequence[tuple[int, int]] = NARROW_OR_LARGE) -> Iterator[str]:
    """On which screens, and with letters how large in percent, one has to scroll sideways."""
    for width, percent in screens:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%` }", percent)
        surplus = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if surplus > 0:
            yield f"{surplus} px too wide for a screen of {width} with letters of {percent} %"


@pytest.mark.manual("A-03")
class TestEveryPage:
    @pytest.mark.parametrize("scene", [pytest.param(scene, id=name) for name, scene in SCENES.items()])
    def test_pleases_axe_and_fits_narrow_screens_and_double_letters(self, browsing: Browsing, scene: Scene) -> None:
        page = scene(browsing)

        found = [*violations_on_all_screens(page), *overflows(page)]

        assert found == []


class TestMenuOfAPhone:
    def test_has_nothing_that_axe_complains_of(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna", viewport={"width": 390, "height": 844})
        page.goto("/")

        page.get_by_role("button", name="Меню").click()
        expect(page.locator("#site-menu")).to_be_visible()

        page.evaluate(Axe().axe_script)
        assert violations(page, ALL_RULES) == []
