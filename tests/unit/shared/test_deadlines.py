import socket
import time

import pytest

from kartoteka.shared.deadlines import hang_up_after


class TestADeadline:
    def test_ends_a_conversation_with_somebody_who_says_nothing(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.settimeout(30)
            begun = time.monotonic()

            with hang_up_after(0.05, lambda: ours):
                told = ours.recv(1)

            assert told == b""
            assert time.monotonic() - begun < 10

    def test_leaves_a_conversation_alone_that_ends_in_time(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with hang_up_after(60, lambda: ours):
                theirs.send(b"1")

            assert ours.recv(1) == b"1"

    def test_tells_whether_it_has_come(self) -> None:
        with hang_up_after(60, lambda: None) as far, hang_up_after(0, lambda: None) as near:
            give_up_at = time.monotonic() + 10
            while not near.is_over and time.monotonic() < give_up_at:
                time.sleep(0.01)

            assert (far.is_over, near.is_over) == (False, True)

    @pytest.mark.parametrize("door", [None, socket.socket()], ids=["none", "closed"])
    def test_minds_no_conversation_that_is_over(self, door: socket.socket | None) -> None:
        if door is not None:
            door.close()

        with hang_up_after(0, lambda: door):
            time.sleep(0.02)
