import re

import pytest

from house.files import files, name_of

LONGEST_MODULE = 400
SOURCES = [
    path
    for suffix in (".py", ".html", ".jinja", ".css", ".js", ".sh")
    for path in files(suffix, "src", "tests", "scripts", "benchmarks")
]


class TestModules:
    def test_are_short_enough_to_be_read_at_once(self) -> None:
        lengths = {
            name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py", "src", "tests")
        }

        assert lengths
        assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


class TestSources:
    @pytest.mark.parametrize(
        ("pattern", "reason"),
        [
            (r"\b(T[O]DO|F[I]XME|X{3})\b", "what is left to do stands in an issue"),
            (r"#\s*type:\s*ignore(?!\[)", "say which error is ignored"),
            (r"\|\s*safe\b", "markup is built by macros, which escape"),
            (r"csrf_exemp[t]", "every form carries its token"),
        ],
        ids=["left-to-do", "ignored-types", "unescaped-markup", "csrf"],
    )
    def test_have_nothing_that_the_house_forbids(self, pattern: str, reason: str) -> None:
        found = [
            f"{name_of(path)}:{number}"
            for path in SOURCES
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
            if re.search(pattern, line)
        ]

        assert found == [], reason
