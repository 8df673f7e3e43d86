"""Files that commands write: a regular file appears whole, everything else is written straight into."""

import os
import stat
import threading
from pathlib import Path

import pytest

from mercat.app import streams


def write(target, content=b"content", **options):
    with streams.writing(target, **options) as out:
        out.write(content)


def mode(place):
    return stat.S_IMODE(place.stat().st_mode)


@pytest.fixture
def umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_file_appears_once_it_is_whole(tmp_path):
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with streams.writing(target) as out:
        out.write(b"new")
        out.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), streams.writing(target) as out:
        out.write(b"new")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_mode_that_the_umask_leaves_or_the_one_asked_for(tmp_path, umask):
    write(tmp_path / "plain")
    write(tmp_path / "private", mode=streams.PRIVATE)
    assert (mode(tmp_path / "plain"), mode(tmp_path / "private")) == (0o644, 0o600)


def test_a_file_that_is_replaced_keeps_its_mode_unless_another_is_asked_for(tmp_path, umask):
    for name in ("kept", "private"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o640)
    write(tmp_path / "kept")
    write(tmp_path / "private", mode=streams.PRIVATE)
    assert (mode(tmp_path / "kept"), mode(tmp_path / "private")) == (0o640, 0o600)


def test_a_symbolic_link_stays_and_the_file_behind_it_is_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("folder/file")
    (tmp_path / "link-to-link").symlink_to(tmp_path / "link")
    write(tmp_path / "link-to-link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "link-to-link").is_symlink()
    assert (tmp_path / "folder" / "file").read_bytes() == b"content"


def test_a_link_to_nothing_makes_the_file_that_it_names(tmp_path):
    (tmp_path / "link").symlink_to("file")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"content"


def test_links_in_a_circle_are_refused(tmp_path):
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    with pytest.raises(OSError, match="symbolic links"):
        write(tmp_path / "one")


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        heard = []
        reader = threading.Thread(target=lambda heard=heard: heard.append((tmp_path / "pipe").read_bytes()))
        reader.start()
        write(tmp_path / name)
        reader.join()
        assert heard == [b"content"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert sorted(place.name for place in tmp_path.iterdir()) == ["link", "pipe"]


def test_a_device_is_written_into_and_stays_a_device(tmp_path):
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
        device.open("wb").close()
    except PermissionError:
        pytest.skip("devices cannot be made here")
    write(device)
    assert stat.S_ISCHR(device.stat().st_mode)
    assert mode(device) == 0o600
    assert list(tmp_path.iterdir()) == [device]


def test_a_descriptor_is_written_into_where_it_stands(tmp_path):
    """A shell's `>> file`: what was there before stays, and the file is the one that the shell opened."""
    place = tmp_path / "file"
    with place.open("ab") as opened:
        opened.write(b"before ")
        opened.flush()
        (tmp_path / "link").symlink_to(f"/dev/fd/{opened.fileno()}")
        write(tmp_path / "link")
        write(Path(f"/proc/self/fd/{opened.fileno()}"), b" twice")
        assert place.stat().st_ino == os.fstat(opened.fileno()).st_ino
    assert place.read_bytes() == b"before content twice"


def test_standard_output_is_known_by_all_its_names(tmp_path):
    for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        assert streams.is_standard_output(Path(name))
        assert not streams.is_replaced(Path(name))
    assert not streams.is_standard_output(tmp_path / "-")


def test_what_comes_from_a_pipe_can_be_read_twice(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(b"content"))
    writer.start()
    with streams.reading(tmp_path / "pipe") as content:
        assert content.read() == b"content"
        content.seek(0)
        assert content.read() == b"content"
    writer.join()
