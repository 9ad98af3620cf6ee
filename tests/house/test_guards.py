import socket

import pytest
from pytest_socket import SocketConnectBlockedError


class TestNetwork:
    def test_is_closed(self) -> None:
        with (
            pytest.warns(UserWarning, match="192.0.2.1"),
            pytest.raises(SocketConnectBlockedError),
            socket.socket() as door,
        ):
            door.connect(("192.0.2.1", 80))

    def test_is_open_to_this_machine(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as door:
            door.connect(server.getsockname())
