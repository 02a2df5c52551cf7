"""Every page of the guide does what it says: its code is run, in a copy of the example.

A page is run from top to bottom in a folder that holds the example as ``my-project``, with the
sites alone that the page names: all twelve would be run for minutes and show nothing more. What
stands behind the language of a block says what it is:

- ``sh``: a command, which has to succeed; with ``refused``, one that has to say what is wrong;
- ``python``: lines of a script; all blocks of a page share their names;
- ``console``: programs that go on until they are ended; they have tests of their own;
- ``text``: what the block before prints. Each line has to be there, in this order; ``…`` stands
  for what is left out;
- ``python notebook=NAME``: a cell of ``my-project/notebooks/NAME.ipynb``. The first one takes the
  place of the cells below the parameters; with ``parameters``, it is added to those;
- ``csv file=PATH``, ``yaml file=PATH``: lines of a file, added to its end; with ``mended``, each
  takes the place of the line that is most like it.

Other blocks are for the eye alone.
"""

import contextlib
import csv
import difflib
import html
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import main

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "guide").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Page:
    """A page that is run in a folder of its own."""

    def __init__(self, folder, text):
        self.folder, self.names, self.begun, self.told = folder, {}, set(), ""
        shutil.copytree(ROOT / "data" / "example", folder / "my-project")
        for path in (folder / "my-project").glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                head, *rows = csv.reader(file)
            if head[0] == "site":
                with path.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerows([head, *(row for row in rows if row[0] in text)])

    def do(self, language, told, code):
        options = dict(one.partition("=")[::2] for one in told.split())
        if language == "sh":
            self._command(shlex.split(code), status=int("refused" in options))
        elif language == "text":
            self._was_told(code)
        elif "file" in options:
            path = self.folder / options["file"]
            before = path.read_text("utf-8") if path.exists() else ""
            mended = _mended(before, code) if "mended" in options else before + code
            path.write_text(mended, "utf-8")
        elif "notebook" in options:
            self._cell(options["notebook"], code.rstrip("\n"), into="parameters" in options)
        elif language == "python":
            said = io.StringIO()
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(said):
                exec(compile(code, "block", "exec"), self.names)  # noqa: S102 - our own page
            self.told = said.getvalue()

    def _cell(self, name, code, *, into):
        path = self.folder / "my-project" / "notebooks" / f"{name}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        cells = notebook["cells"]
        (at,) = [
            n for n, one in enumerate(cells) if "parameters" in one["metadata"].get("tags", ())
        ]
        if into:
            cells[at]["source"] = "".join(cells[at]["source"]) + f"\n{code}"
        else:
            if name not in self.begun:
                self.begun.add(name)
                del cells[at + 1 :]
            cells.append({"cell_type": "code", "metadata": {}, "source": code, "outputs": [],
                          "execution_count": None, "id": f"page-{len(cells)}"})  # fmt: skip
        path.write_text(json.dumps(notebook), "utf-8")

    def _was_told(self, code):
        told, at = " ".join(self.told.split()), 0  # columns are as wide as what stands in them
        for line in code.splitlines():
            for part in filter(None, (" ".join(one.split()) for one in line.split("…"))):
                found = told.find(part, at)
                assert found >= 0, f"{part}\nis not said, or not here:\n{self.told}"
                at = found + len(part)

    def _command(self, words, *, status):
        """Call a command; ``run`` as a process of its own, for it forks, the others right here."""
        with contextlib.chdir(self.folder):
            if words[1] == "run":
                words = [sys.executable, "-m", *words]
                env = {**os.environ, "PYTHONPATH": str(ROOT)}
                done = subprocess.run(
                    words, env=env, capture_output=True, text=True, timeout=300, check=False
                )
                code, self.told = done.returncode, done.stderr + done.stdout
            else:
                done = CliRunner().invoke(main, words[1:])
                code, self.told = done.exit_code, done.output
        assert code == status, f"{shlex.join(words)}\n{self.told}"


def _mended(text, code):
    """Put each line in the place of the setting of its name, or of the line most like it."""
    lines = text.splitlines()
    for line in code.splitlines():
        name = line.partition(":")[0]
        named = [one for one in lines if one.partition(":")[0] == name]
        like = difflib.get_close_matches(line, lines, n=1)
        (old,) = named or like
        lines[lines.index(old)] = line
    return "\n".join(lines) + "\n"


def _own_notebook(folder):
    """The chapter stands in the report, last; where nothing was weighed, it says so."""
    page = (folder / "reports" / "my-project" / "rw-huye" / "report.html").read_text("utf-8")
    assert page.index(">3c Plan and budget") < page.index(">6 Yield response")
    assert "Yield of bananas in Huye, season 2025B." in page
    assert '<th scope="col" class="number">Yield, t/ha</th>' in page
    other = (folder / "reports" / "my-project" / "ug-kayunga" / "report.html").read_text("utf-8")
    assert "No plot was weighed in Kayunga in the season 2025B." in other
    trial = (folder / "trial" / "rw-huye" / "report.html").read_text("utf-8")
    assert "season 2025B." in trial
    assert "Plan and budget" not in trial


def _first_project(folder):
    """The reports say what the page says of them, the first one to be opened in words."""
    reports = folder / "reports" / "dry-grain"
    page = _words(reports / "mchinji" / "report.html")
    assert "The package scores 10 of 81" in page
    assert "Leaning : 95 % likely; 2 assessors gave levels, three are asked for" in page
    assert "Develop (A van sells bags on market days)" in page
    assert "package 10 → 30, 8 months, USD 9,000" in page
    other = _words(reports / "dedza" / "report.html")
    assert "The package scores at most 32 of 81" in other
    assert "Score the use of Bags on sale in the village" in other.partition("To do first")[2]


def _explore(folder):
    """The report of the scenario says what is supposed; the old decision stays in the table."""
    report = folder / "reports" / "my-project" / "scenarios" / "chambers" / "rw-huye"
    page = _words(report / "report.html")
    assert "Scenario chambers: not the tables" in page
    assert "Supposed by District team" in page
    assert "rw-huye,D1,clean-seed,seed-2" in (folder / "my-project/decisions.csv").read_text()
    assert (folder / "my-project" / "before-scenario" / "decisions.csv").exists()


def _many_sites(folder):
    """Each site has its report in the end, also the one that had an error."""
    reports = folder / "reports" / "districts"
    listed = (reports / "index.html").read_text("utf-8")
    for site in ("mchinji", "dedza", "salima", "ntcheu"):
        assert (reports / site / "report.html").exists()
        assert f'"{site}/report.html"' in listed


def _agree(folder):
    """The report that is signed says yes, and holds the seal of the record."""
    page = _words(folder / "reports" / "my-project" / "rw-huye" / "report.html")
    assert "Agreed? Yes : 6 parties agreed on 2 April 2026 (P1, version 2)" in page
    record = (folder / "my-project" / "record" / "rw-huye.jsonl").read_text("utf-8").splitlines()
    assert json.loads(record[-1])["hash"] in page


def _small_experiments(folder):
    """The reports say what the page says of them."""
    reports = folder / "reports" / "price-boards"
    page = _words(reports / "lake" / "report.html")
    assert "2, partly in place (claimed 3" in page
    assert "At a new place" in page
    assert "outside" in _words(reports / "hill" / "report.html")


def _ai_transformation(folder):
    """The reports say what the page says of them."""
    reports = folder / "reports" / "arrivals"
    page = _words(reports / "river" / "report.html")
    assert "Little support" in page
    assert "It names phased" in page
    assert "below its floor of 95" in _words(reports / "north" / "report.html")


def _to_send(folder):
    """All formats are there, and the list of reports links to them."""
    reports = folder / "reports" / "my-project"
    listed = (reports / "index.html").read_text("utf-8")
    for name in ("report.html", "report.pdf", "report.docx", "report.slides.html"):
        assert (reports / "rw-huye" / name).stat().st_size > 50_000
        assert f"rw-huye/{name}" in listed
    assert (reports / "comparison.pdf").exists()


def _words(path):
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


FOLLOWS = {
    "my-own-notebook": _own_notebook,
    "first-project": _first_project,
    "explore-and-decide": _explore,
    "many-sites-overnight": _many_sites,
    "agree": _agree,
    "reports-to-send": _to_send,
    "small-experiments": _small_experiments,
    "ai-transformation": _ai_transformation,
}
"""What has to be there when a page was run, by its name."""


def test_there_is_a_guide_and_each_page_has_code():
    assert PAGES
    assert set(FOLLOWS) <= {page.stem for page in PAGES}
    for page in PAGES:
        assert BLOCK.search(page.read_text("utf-8")), page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_of_a_page_lead_somewhere(page):
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)", text):
        assert not target or (page.parent / target).exists(), target


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_all_code_of_a_page_does_what_the_page_says(page, tmp_path):
    text = page.read_text("utf-8")
    if " --to " in text and CHROMIUM is None:
        pytest.skip("no Chromium here; 'make browser' installs it")
    made = Page(tmp_path, text)
    for block in BLOCK.findall(text):
        made.do(*block)
    FOLLOWS.get(page.stem, lambda _: None)(tmp_path)
