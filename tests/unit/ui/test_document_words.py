"""Words for electronic medical documents (F-07)."""

import pytest

from kartoteka.ui import document_words


@pytest.mark.manual("F-07")
class TestAPosition:
    @pytest.mark.parametrize(
        ("told", "shown"),
        [("Врач-кардиолог", "врач-кардиолог"), ("ЛОР-врач", "ЛОР-врач"), ("", "")],
        ids=["word", "abbreviation", "nothing"],
    )
    def test_begins_small_unless_it_is_an_abbreviation(self, told: str, shown: str) -> None:
        assert document_words.position(told) == shown
