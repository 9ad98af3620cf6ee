import re

from house.files import PROJECT, files, name_of

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
OUTSIDE = ("http://", "https://", "mailto:", "#")


class TestDocs:
    def test_link_to_files_that_exist(self) -> None:
        broken = [
            f"{name_of(path)}: {link['target']}"
            for path in files(".md")
            for link in LINK.finditer(path.read_text(encoding="utf-8"))
            if not link["target"].startswith(OUTSIDE) and not (path.parent / link["target"].partition("#")[0]).exists()
        ]

        assert broken == []

    def test_number_decisions_without_a_gap(self) -> None:
        numbers = [int(path.name[:4]) for path in files(".md", "docs/adr") if path.name[:4].isdigit()]

        assert numbers == list(range(1, len(numbers) + 1))

    def test_list_every_decision_in_its_index(self) -> None:
        index = (PROJECT / "docs/adr/README.md").read_text(encoding="utf-8")

        missing = [path.name for path in files(".md", "docs/adr") if f"({path.name})" not in index]

        assert missing == ["README.md"]
