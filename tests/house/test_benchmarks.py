"""The benchmarks can be started: they are run by hand, and nothing else would tell that they no longer can."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# In a process of its own: the benchmarks bring Django up with their own settings.
LOAD_ALL = """
import importlib, pkgutil, sys
import benchmarks
from benchmarks.django_setup import set_up_django
set_up_django(database_url="sqlite:///:memory:", data=sys.argv[1])
names = [one.name for one in pkgutil.iter_modules(benchmarks.__path__)]
for name in names:
    importlib.import_module(f"benchmarks.{name}")
print(*names)
"""


class TestBenchmarks:
    def test_load_with_the_settings_they_are_run_with(self, tmp_path: Path) -> None:
        ended = subprocess.run(
            [sys.executable, "-c", LOAD_ALL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
        )

        assert ended.returncode == 0, ended.stderr
        assert {"card_index_measure", "record_measure", "access_measure"} <= set(ended.stdout.split())

    @pytest.mark.parametrize("path", sorted(ROOT.glob("benchmarks/*.py")), ids=lambda path: path.stem)
    def test_that_can_be_run_are_in_the_readme(self, path: Path) -> None:
        if 'if __name__ == "__main__":' in path.read_text(encoding="utf-8"):
            assert f"benchmarks.{path.stem}" in (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
