import os
from pathlib import Path

import pytest
from pytest_django import Settings

from kartoteka.operations.static_files import collect_if_changed


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """A style sheet, the only static file there is."""
    folder = tmp_path / "source"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    sheet = folder / "portal.css"
    sheet.write_text("body { color: black }")
    return sheet


class TestCollection:
    @pytest.mark.usefixtures("source")
    def test_happens_at_the_first_start_and_not_at_the_second(self) -> None:
        assert collect_if_changed()
        assert not collect_if_changed()

    def test_happens_again_when_a_file_was_changed(self, source: Path, settings: Settings) -> None:
        collect_if_changed()
        source.write_text("body { color: white }")

        assert collect_if_changed()

        copies = [copy.read_text() for copy in Path(settings.STATIC_ROOT).glob("portal.*.css")]
        assert "body { color: white }" in copies

    def test_happens_again_when_a_file_was_touched_or_added(self, source: Path) -> None:
        collect_if_changed()

        os.utime(source, ns=(1, 1))
        touched = collect_if_changed()
        source.with_name("other.css").write_text("p { margin: 0 }")
        added = collect_if_changed()

        assert (touched, added) == (True, True)

    @pytest.mark.usefixtures("source")
    def test_happens_again_when_the_collected_files_are_gone(self, settings: Settings) -> None:
        collect_if_changed()
        (Path(settings.STATIC_ROOT) / "staticfiles.json").unlink()

        assert collect_if_changed()
