"""The console command `kartoteka`: Django's commands and the Portal's own, under one name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command; production settings unless told otherwise, so that nothing of development starts by accident."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartoteka.config.settings.production")
    execute_from_command_line(["kartoteka", *sys.argv[1:]])


if __name__ == "__main__":
    main()
