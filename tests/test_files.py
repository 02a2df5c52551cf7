import pytest

from workbench.files import write_whole


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    write_whole(target, "old")

    def full(*_args, **_kwargs):
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(target, "new")
    assert target.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_full_disk_is_said_with_the_file_that_found_no_room(tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fdopen", full)
    with pytest.raises(OSError, match="No space left") as found:
        write_whole(tmp_path / "report.html", "new")
    assert found.value.filename == str(tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_report_can_be_read_by_others(tmp_path):
    write_whole(tmp_path / "report.html", "x")
    assert (tmp_path / "report.html").stat().st_mode & 0o044 == 0o044


def test_text_and_bytes_are_written_as_they_are(tmp_path):
    write_whole(tmp_path / "a.txt", "é\r\n")
    write_whole(tmp_path / "b.bin", b"\x00\xff")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n".encode()
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\xff"


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "new" / "file.txt"
    write_whole(target, "first\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(target, "second \udc80")
    assert target.read_text() == "first\n"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]
