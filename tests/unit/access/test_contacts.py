import pytest

from kartoteka.domain.access.contacts import is_same_mailbox

pytestmark = pytest.mark.rule("R41")


class TestOneMailbox:
    @pytest.mark.parametrize(
        "other",
        ["anna@example.org", "Anna@Example.org", "anna+maria@example.org", "ANNA+1@example.org"],
    )
    def test_has_addresses_in_any_case_and_with_any_mark(self, other: str) -> None:
        assert is_same_mailbox("anna@example.org", other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("a.sokolova@ya.ru", "a-sokolova@yandex.ru"), ("a.sokolova@gmail.com", "asokolova+m@googlemail.com")],
    )
    def test_is_known_by_the_names_of_its_post_office(self, one: str, other: str) -> None:
        assert is_same_mailbox(one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("anna@example.org", "maria@example.org"),
            ("anna@example.org", "anna@example.com"),
            ("a.nna@example.org", "anna@example.org"),
            ("", ""),
            ("anna@example.org", ""),
        ],
    )
    def test_is_not_two_of_them_nor_none(self, one: str, other: str) -> None:
        assert not is_same_mailbox(one, other)
