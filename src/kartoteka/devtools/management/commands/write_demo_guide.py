from django.conf import settings
from django.core.management.base import BaseCommand

from kartoteka.devtools.guide import with_fresh_parts


class Command(BaseCommand):
    help = "Writes the generated tables of docs/demo.md anew. Run it after the demo region has changed."

    def handle(self, **_options: object) -> None:
        path = settings.PROJECT_DIR / "docs" / "demo.md"
        path.write_text(with_fresh_parts(path.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{path} is up to date.")
