"""Which formats there are, what they need, and that one which fails stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.publish import formats
from workbench.publish.document import Document
from workbench.publish.formats import (
    REPORT_FORMATS,
    FormatFault,
    file_of,
    read_formats,
    require_formats,
    write_formats,
)  # fmt: skip
from workbench.publish.pictures import PictureFault, Pictures


def test_every_format_has_a_writer_an_ending_and_its_needs() -> None:
    assert set(formats._WRITERS) == set(REPORT_FORMATS) - {"html"}
    assert len({file_of("report", one) for one in REPORT_FORMATS}) == len(REPORT_FORMATS)


@pytest.mark.parametrize("given", ["pdf,html", " PDF , ", "html,pdf,pdf"])
def test_formats_are_read_as_people_write_them(given: str) -> None:
    assert read_formats(given) == ("html", "pdf")


def test_html_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_is_there", lambda _: False)
    require_formats(["html"])


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_is_there", lambda _: False)
    with pytest.raises(FormatFault, match=r"^pdf need typst, kaleido: pip install [^\n]+$"):
        require_formats(["html", "pdf"])


def test_a_format_that_fails_leaves_the_others_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(document: Document, draw: object, reference: object) -> bytes:
        message = "no ink"
        raise PictureFault(message)

    monkeypatch.setattr(formats, "_WRITERS", dict.fromkeys(formats._WRITERS, fails))
    (tmp_path / "report.pdf").write_bytes(b"of last year")
    with Pictures() as pictures:
        written = write_formats(Document(), ["html", "pdf"], out=tmp_path, stem="report",
                                pictures=pictures)  # fmt: skip
    assert written.files == {}
    assert written.faults == ("report.pdf: no ink",)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_named_and_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_WRITERS", dict.fromkeys(formats._WRITERS, lambda *_: b"made"))
    (tmp_path / "report.docx").mkdir()
    with Pictures() as pictures:
        written = write_formats(Document(), REPORT_FORMATS, out=tmp_path, stem="report",
                                pictures=pictures)  # fmt: skip
    assert set(written.files) == {"report.pdf", "report.slides.html"}
    assert written.faults == ("report.docx: a folder of this name is in the way",)
