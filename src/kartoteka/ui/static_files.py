"""Static files with their hashed names also where our own modules import one another."""

import re
from collections.abc import Callable

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Of other people's scripts only what they are is served: names in them may stand for files that nobody has.
_OURS = ("ui/", "mobile/")


class PortalStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which follows `import` in the scripts of the Portal, and leaves those of others as they are."""

    support_js_module_import_aggregation = True

    def url_converter(  # type: ignore[override] # the stubs are of a later Django
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        if name.endswith(".js") and not name.startswith(_OURS):
            return lambda match: match[0]
        converter: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)
        return converter
