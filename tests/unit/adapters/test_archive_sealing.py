from contextlib import suppress
from io import BytesIO

import pytest

from kartoteka.adapters.archive_folder.sealing import CHUNK, Broken, SealedWriter, plain_size, unseal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def seal(content: bytes, *, piece: int = 50_000) -> bytes:
    out = BytesIO()
    with SealedWriter(out, KEY) as sealed:
        for start in range(0, len(content), piece):
            sealed.write(content[start : start + piece])
    return out.getvalue()


def read(sealed: bytes, key: bytes = KEY) -> bytes:
    return b"".join(unseal(BytesIO(sealed), key))


class TestASealedFile:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
    def test_reads_back_as_it_was_written_and_tells_its_size(self, size: int) -> None:
        content = bytes(number % 251 for number in range(size))

        sealed = seal(content)

        assert read(sealed) == content
        assert plain_size(len(sealed)) == size

    def test_shows_nothing_of_what_is_in_it(self) -> None:
        assert b"diabetes" not in seal(b"diabetes " * 10_000)

    def test_is_noise_with_another_key(self) -> None:
        with pytest.raises(Broken):
            read(seal(b"a record"), OTHER_KEY)

    @pytest.mark.parametrize("place", [0, 7, 40, CHUNK + 16 + 7, -1])
    def test_is_broken_by_one_changed_byte(self, place: int) -> None:
        sealed = bytearray(seal(b"x" * (2 * CHUNK)))
        sealed[place] ^= 1

        with pytest.raises(Broken):
            read(bytes(sealed))

    def test_is_broken_by_a_missing_end(self) -> None:
        sealed = seal(b"x" * (2 * CHUNK + 5))

        for shorter in (sealed[:-1], sealed[: 7 + 2 * (CHUNK + 16)], sealed[:7], b""):
            with pytest.raises(Broken):
                read(shorter)

    def test_is_broken_by_pieces_in_another_order(self) -> None:
        sealed = seal(b"x" * (2 * CHUNK + 5))
        first, second = sealed[7 : 7 + CHUNK + 16], sealed[7 + CHUNK + 16 : 7 + 2 * (CHUNK + 16)]

        with pytest.raises(Broken):
            read(sealed[:7] + second + first + sealed[7 + 2 * (CHUNK + 16) :])

    def test_that_was_left_half_way_is_broken(self) -> None:
        out = BytesIO()
        with suppress(OSError), SealedWriter(out, KEY) as sealed:
            sealed.write(b"half")
            raise OSError("the disk is full")

        with pytest.raises(Broken):
            read(out.getvalue())
