"""Static files, collected only when their sources changed: it takes a while, and few starts change any."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MANIFEST = "staticfiles.json"


def collect_if_changed() -> bool:
    """Collect the static files unless the last collection was from the same sources; True if it was done."""
    root = Path(settings.STATIC_ROOT)
    mark = root.with_name(f"{root.name}.sources")
    sources = _digest()
    if mark.exists() and mark.read_text() == sources and (root / _MANIFEST).exists():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    # Written last: a collection that was broken off is done again.
    mark.write_text(sources)
    return True


def _digest() -> str:
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for line in sorted(_describe_sources()):
        digest.update(line.encode())
    return digest.hexdigest()


def _describe_sources() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            source = Path(storage.path(path)).stat()
            yield f"{path}\0{source.st_size}\0{source.st_mtime_ns}\n"
