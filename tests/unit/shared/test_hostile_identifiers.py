"""
Numbers of fifty thousand symbols are answered at once.

A pattern that went back over its own steps would not end here within anybody's patience, so the result is all
that needs to be asserted.
"""

import pytest

from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils

LONG_TEXTS = ["1" * 50_000, "1-" * 25_000, "1 " * 25_000, "А" * 50_000 + "!", "-" * 50_000]


class TestHostileSnils:
    @pytest.mark.parametrize("text", [*LONG_TEXTS, " " * 50_000])
    def test_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^shape$"):
            Snils.parse(text)


class TestHostilePolicy:
    @pytest.mark.parametrize("kind", PolicyKind)
    @pytest.mark.parametrize("text", [*LONG_TEXTS, " " * 50_000])
    def test_is_refused_for_its_number(self, kind: PolicyKind, text: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^shape$"):
            OmsPolicy.parse(kind, text)

    @pytest.mark.parametrize("text", LONG_TEXTS)
    def test_is_refused_for_its_series(self, text: str) -> None:
        with pytest.raises(InvalidIdentifier, match=r"^series$"):
            OmsPolicy.parse(PolicyKind.OLD, "123456", text)

    def test_has_no_series_where_there_were_only_spaces(self) -> None:
        policy = OmsPolicy.parse(PolicyKind.OLD, "123456", " " * 50_000)

        assert policy.series == ""
