"""Icons, drawn into the page: nothing is fetched, and they take the colour of the words beside them."""

import re
from functools import cache
from typing import Any

from lucide.jinja import lucide
from markupsafe import Markup

_SPACE_BETWEEN = re.compile(r">\s+<")
_ATTRIBUTES: dict[str, Any] = {"class": "i", "aria-hidden": "true", "focusable": "false"}
_OUTER = re.compile(r"<svg([^>]*)>(.*)</svg>", re.DOTALL)
_KEPT_BY_SYMBOL = re.compile(r'\s(?:viewBox|fill|stroke(?:-\w+)?)="[^"]*"')


@cache
def icon(name: str) -> Markup:
    """An icon by its name in lucide. It is decoration: the words beside it say everything."""
    drawn = lucide(name, size=24, **_ATTRIBUTES)
    return Markup(_SPACE_BETWEEN.sub("><", drawn).replace(" />", "/>"))  # noqa: S704 - lucide's own drawing


@cache
def icon_symbols(*names: str) -> Markup:
    """Icons kept once for a page that repeats them; `icon_use` shows them."""
    symbols = "".join(_symbol(name) for name in names)
    return Markup(f'<svg class="symbols" aria-hidden="true" width="0" height="0">{symbols}</svg>')  # noqa: S704 - drawings of lucide


@cache
def icon_use(name: str) -> Markup:
    """An icon that the page keeps among its `icon_symbols`: a tenth of the bytes."""
    return Markup(f'<svg class="i" aria-hidden="true" focusable="false"><use href="#i-{name}"/></svg>')  # noqa: S704 - drawings of lucide


def _symbol(name: str) -> str:
    found = _OUTER.search(icon(name))
    if found is None:
        raise ValueError(f"{name} is not drawn as an icon")
    attributes = "".join(_KEPT_BY_SYMBOL.findall(found[1]))
    return f'<symbol id="i-{name}"{attributes}>{found[2]}</symbol>'
