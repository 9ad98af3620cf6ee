from dataclasses import replace
from email.errors import MessageError

import pytest

from factories.messages import outgoing_letter
from kartoteka.adapters.email.letters import as_email

SENDER = "Портал пациента <no-reply@portal.example>"


class TestALetter:
    def test_says_who_sent_it_and_that_nobody_should_answer(self) -> None:
        message = outgoing_letter()

        letter = as_email(message, SENDER)

        assert letter["From"] == SENDER
        assert letter["Message-ID"] == f"<{message.reference}@portal.example>"
        assert letter["Auto-Submitted"] == "auto-generated"

    def test_goes_over_the_wire_in_ascii(self) -> None:
        wire = as_email(outgoing_letter(), SENDER).as_bytes()

        assert wire.isascii()
        assert b"=?utf-8?" in wire
        assert max(map(len, wire.splitlines())) <= 998

    def test_finds_a_russian_domain(self) -> None:
        letter = as_email(outgoing_letter("anna@пример.рф"), SENDER)

        assert letter["To"] == "anna@xn--e1afmkfd.xn--p1ai"

    @pytest.mark.parametrize(
        "to",
        [
            "anna@example.org\nBcc: eve@example.org",
            "anna@example.org\r\n\r\nbody",
            "anna@example.org, eve@example.org",
            "anna@example.org>\r\nBcc: <eve@example.org",
            "",
            "anna@" + "a" * 70 + ".org",
        ],
    )
    def test_has_one_recipient_whatever_the_address_tries(self, to: str) -> None:
        with pytest.raises((ValueError, MessageError)):
            as_email(outgoing_letter(to), SENDER)

    def test_has_no_header_more_whatever_the_subject_tries(self) -> None:
        message = replace(outgoing_letter(), subject="Пароль\r\nBcc: eve@example.org")

        with pytest.raises(ValueError, match="linefeed"):
            as_email(message, SENDER)
