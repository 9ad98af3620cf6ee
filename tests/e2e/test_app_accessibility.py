"""Every screen of the app by axe, on narrow telephones and with double letters."""

import pytest

from e2e.app_scenes import APP_SCENES
from e2e.browsing import Browsing
from e2e.device_scenes import DEVICE_SCENES
from e2e.scene import Scene
from e2e.test_accessibility import NARROW_OR_LARGE, overflows, violations_on_all_screens

# The app is where people make the letters of their telephone large.
DOUBLE_ON_A_TELEPHONE = (390, 200)


@pytest.mark.manual("A-05")
class TestEveryScreen:
    @pytest.mark.parametrize(
        "scene", [pytest.param(scene, id=name) for name, scene in (APP_SCENES | DEVICE_SCENES).items()]
    )
    def test_pleases_axe_and_fits_narrow_telephones_and_double_letters(self, browsing: Browsing, scene: Scene) -> None:
        page = scene(browsing)

        found = [*violations_on_all_screens(page), *overflows(page, (*NARROW_OR_LARGE, DOUBLE_ON_A_TELEPHONE))]

        assert found == []
