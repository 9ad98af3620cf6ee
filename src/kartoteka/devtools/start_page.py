"""The demo on the start page."""

from django.template.loader import get_template
from markupsafe import Markup

from kartoteka.devtools.cast import PASSWORD, SIGN_INS
from kartoteka.devtools.load import is_loaded


def demo_sign_ins() -> Markup:
    """Who can sign in, for whoever tries the Portal; nothing where the demo region is not loaded."""
    if not is_loaded():
        return Markup("")
    template = get_template("devtools/templates/demo_sign_ins.html")
    # The template escapes what it is given.
    return Markup(template.render({"sign_ins": SIGN_INS, "password": PASSWORD}))  # noqa: S704


def demo_outbox() -> Markup:
    """The way to what the demo would have sent; nothing where the demo region is not loaded."""
    if not is_loaded():
        return Markup("")
    return Markup(get_template("devtools/templates/demo_outbox_link.html").render())  # noqa: S704 - as above
