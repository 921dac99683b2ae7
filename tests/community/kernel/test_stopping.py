"""What closing the door promises; whole servers are stopped under load in tests/faults."""

import socket
import sys

import pytest

from community.kernel.stopping import turn_away_newcomers


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can close a door to newcomers alone")
def test_who_stands_at_the_door_comes_in_and_nobody_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, socket.socket() as late:
        with socket.create_connection(door.getsockname(), timeout=5) as early:
            turn_away_newcomers(door)
            late.settimeout(0.2)
            with pytest.raises(TimeoutError):
                late.connect(door.getsockname())
            inside, _address = door.accept()
            with inside:
                early.sendall(b"anybody here?")
                assert inside.recv(20) == b"anybody here?"
        door.settimeout(0.2)
        with pytest.raises(TimeoutError):
            door.accept()


def test_a_socket_of_another_kind_is_left_as_it_is() -> None:
    one, other = socket.socketpair()
    with one, other:
        turn_away_newcomers(one)
        other.sendall(b"x")
        assert one.recv(1) == b"x"
