import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.files import PROJECT

PROJECT_FILE = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
# A comment speaks for the few lines below it, not for a whole list.
LONGEST_GROUP = 4
# Which optional dependencies each lock file holds beside the obligatory ones.
EXTRAS = {"run.txt": ("build",), "dev.txt": ("build", "dev")}


def direct_dependencies(*extras: str) -> dict[str, Requirement]:
    project = tomllib.loads(PROJECT_FILE)["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
    ]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


def locked(name: str) -> list[str]:
    """Entries of a lock file: one pin each, with the lines that belong to it."""
    text = (PROJECT / "requirements" / name).read_text(encoding="utf-8")
    return re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())


class TestDependencies:
    def test_have_a_comment_that_says_what_for(self) -> None:
        lines_since_comment = LONGEST_GROUP
        unexplained = []

        for line in PROJECT_FILE.splitlines():
            if re.match(r"\s+#", line):
                lines_since_comment = 0
            elif re.match(r'\s+"[A-Za-z0-9].*~=', line):
                lines_since_comment += 1
                if lines_since_comment > LONGEST_GROUP:
                    unexplained.append(line.strip())
            else:
                lines_since_comment = LONGEST_GROUP

        assert unexplained == []


@pytest.mark.parametrize("name", EXTRAS)
class TestLockFile:
    def test_pins_every_entry_with_its_hashes(self, name: str) -> None:
        pin = re.compile(r"[a-z0-9._-]+==\S+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+(    #.*\n?)*")

        assert [entry for entry in locked(name) if not pin.fullmatch(entry)] == []

    def test_holds_the_direct_dependencies_and_what_they_bring(self, name: str) -> None:
        direct = direct_dependencies(*EXTRAS[name])
        asked_for = {
            canonicalize_name(entry.partition("==")[0])
            for entry in locked(name)
            if "kartoteka (pyproject.toml)" in entry
        }

        assert asked_for == set(direct)

    def test_keeps_to_the_versions_asked_for(self, name: str) -> None:
        direct = direct_dependencies(*EXTRAS[name])
        versions = dict(entry.split()[0].split("==") for entry in locked(name))

        strangers = {
            name: version
            for name, version in versions.items()
            if name in direct and not direct[name].specifier.contains(version)
        }

        assert strangers == {}

    def test_names_no_registry(self, name: str) -> None:
        text = (PROJECT / "requirements" / name).read_text(encoding="utf-8")

        assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


class TestPackageLock:
    def test_pins_every_package_with_its_hash_and_names_no_registry(self) -> None:
        packages = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

        bought = {path: package for path, package in packages.items() if path}

        assert all(package["version"] and package["integrity"].startswith("sha512-") for package in bought.values())
        assert [path for path, package in bought.items() if "resolved" in package] == []

    def test_holds_exactly_what_is_asked_for(self) -> None:
        asked_for = json.loads((PROJECT / "package.json").read_text(encoding="utf-8"))["dependencies"]
        packages = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

        held = {path.removeprefix("node_modules/"): package["version"] for path, package in packages.items() if path}

        assert held == asked_for
