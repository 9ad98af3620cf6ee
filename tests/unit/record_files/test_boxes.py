"""Folders and archives from outside: nothing is followed out of them, and nothing is believed of sizes."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from factories.record_files import write_zip
from kartoteka.adapters.record_files import boxes
from kartoteka.adapters.record_files.boxes import Refused, Unreadable, inside, open_box

pytestmark = pytest.mark.manual("F-07")


class TestAFolder:
    def test_hands_out_what_lies_in_it(self, tmp_path: Path) -> None:
        (tmp_path / "a" / "b").mkdir(parents=True)
        (tmp_path / "a" / "b" / "1.xml").write_bytes(b"12345")

        with open_box(tmp_path) as box:
            assert box.names == {"a/b/1.xml"}
            assert box.read("a/b/1.xml", at_most=3) == b"123"

    def test_follows_no_link(self, tmp_path: Path) -> None:
        outside, folder = tmp_path / "outside", tmp_path / "folder"
        outside.mkdir()
        folder.mkdir()
        (outside / "secret").write_text("тайна")
        (folder / "file.json").symlink_to(outside / "secret")
        (folder / "folder").symlink_to(outside)

        with open_box(folder) as box:
            assert box.names == frozenset()
            assert {one.name for one in box.refused} == {"file.json", "folder"}
            assert {one.reason for one in box.refused} == {"это символическая ссылка"}
            for name in ("file.json", "folder/secret", "../outside/secret", "/etc/passwd"):
                with pytest.raises(Unreadable):
                    box.read(name, at_most=10)

    def test_opens_nothing_that_became_a_link_meanwhile(self, tmp_path: Path) -> None:
        (tmp_path / "1.xml").write_text("документ")

        with open_box(tmp_path) as box:
            (tmp_path / "1.xml").unlink()
            (tmp_path / "1.xml").symlink_to("/etc/passwd")

            with pytest.raises(Unreadable):
                box.read("1.xml", at_most=10)

    def test_waits_for_no_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.json")

        with open_box(tmp_path) as box:
            assert box.refused == (Refused("pipe.json", "это не обычный файл"),)

    def test_may_hold_too_much(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(boxes, "_MOST_FILES", 2)
        for number in range(3):
            (tmp_path / str(number)).touch()

        with pytest.raises(Unreadable, match="слишком много"), open_box(tmp_path):
            pass

    def test_may_be_too_deep(self, tmp_path: Path) -> None:
        tmp_path.joinpath(*["a"] * 30).mkdir(parents=True)

        with pytest.raises(Unreadable, match="слишком глубоко"), open_box(tmp_path):
            pass

    def test_leaves_the_troubles_of_its_reader_alone(self, tmp_path: Path) -> None:
        with pytest.raises(BrokenPipeError), open_box(tmp_path):
            raise BrokenPipeError


class TestAnArchive:
    def test_hands_out_what_lies_in_it(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("a/", b""), ("a/1.xml", b"12345")])

        with open_box(path) as box:
            assert box.names == {"a/1.xml"}
            assert box.read("a/1.xml", at_most=3) == b"123"

    @pytest.mark.parametrize(
        "name", ["../1.xml", "/etc/passwd", "a/../../1.xml", "C:/1.xml", "a\\1.xml", "a\x1b[2J.xml"]
    )
    def test_hands_out_no_name_that_leads_out(self, tmp_path: Path, name: str) -> None:
        path = write_zip(tmp_path / "a.zip", [(name, b"1"), ("good.xml", b"1")])

        with open_box(path) as box:
            assert box.names == {"good.xml"}
            assert [one.reason for one in box.refused] == ["имя файла ведёт за пределы папки"]

    def test_hands_out_no_link(self, tmp_path: Path) -> None:
        link = zipfile.ZipInfo("1.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        path = write_zip(tmp_path / "a.zip", [(link, b"/etc/passwd")])

        with open_box(path) as box:
            assert box.refused == (Refused("1.xml", "это символическая ссылка"),)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_hands_out_the_first_of_two_of_one_name(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("1.xml", b"1"), ("1.xml", b"2")])

        with open_box(path) as box:
            assert box.read("1.xml", at_most=10) == b"1"
            assert box.refused == (Refused("1.xml", "такое имя в архиве уже есть"),)

    def test_unpacks_no_more_than_is_asked_for(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "bomb.zip", [("1.xml", b"\0" * 50_000_000)])

        with open_box(path) as box:
            assert len(box.read("1.xml", at_most=1000)) == 1000

    def test_is_told_when_it_is_damaged(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("1.xml", os.urandom(1000))])
        content = bytearray(path.read_bytes())
        content[200] ^= 0xFF
        path.write_bytes(content)

        with open_box(path) as box, pytest.raises(Unreadable, match="повреждён"):
            box.read("1.xml", at_most=10_000)

    def test_with_a_password_is_told(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("1.xml", b"1")])
        content = bytearray(path.read_bytes())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(content)

        with open_box(path) as box:
            assert [one.reason for one in box.refused] == ["зашифрован или сжат незнакомым способом"]

    def test_that_asks_for_a_later_version_is_told(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("1.xml", b"1")])
        content = bytearray(path.read_bytes())
        content[content.index(b"PK\x01\x02") + 6] = 99
        path.write_bytes(content)

        with pytest.raises(Unreadable, match="не архив"), open_box(path):
            pass

    def test_whose_names_are_no_text_is_told(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("я.xml", b"1")])
        name = "я.xml".encode()
        content = path.read_bytes()
        path.write_bytes(content.replace(name, b"\xff" + name[1:]))

        with pytest.raises(Unreadable, match="не архив"), open_box(path):
            pass

    def test_whose_names_differ_in_two_places_is_told(self, tmp_path: Path) -> None:
        path = write_zip(tmp_path / "a.zip", [("я.xml", b"1")])
        name = "я.xml".encode()
        path.write_bytes(path.read_bytes().replace(name, b"\xff" + name[1:], 1))

        with open_box(path) as box, pytest.raises(Unreadable, match="повреждён"):
            box.read("я.xml", at_most=10)

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html></html>"])
    def test_is_none_for_its_name_alone(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.zip").write_bytes(content)

        with pytest.raises(Unreadable, match="не архив"), open_box(tmp_path / "a.zip"):
            pass


class TestANameBeside:
    def test_is_looked_for_in_the_folder_of_its_record(self) -> None:
        assert inside("vera", "documents/1.xml") == "vera/documents/1.xml"
        assert inside(".", "1.xml") == "1.xml"

    @pytest.mark.parametrize("name", ["../1.xml", "/etc/passwd", "a/../../b", "..", "a\\b", "\0", "c:b", "a\nb"])
    def test_leads_nowhere_else(self, name: str) -> None:
        with pytest.raises(Unreadable):
            inside("vera", name)
