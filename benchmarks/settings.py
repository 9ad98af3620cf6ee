"""What is measured is the Portal in production, and one page beside it that reads nothing."""

from pathlib import Path

from kartoteka.config.settings.production import *  # noqa: F403
from kartoteka.config.settings.production import PACKAGE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES = [TEMPLATES[0] | {"DIRS": [PACKAGE_DIR, Path(__file__).parent / "templates"]}]
