"""Everything that a translator can translate: templates in the code, headings, frameworks' texts.

Found by reading the source: the first words of :func:`~workbench.page.text.say` and of its kin,
tables of words that are said later, headings of the notebooks and furniture of the page.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message

import workbench
from workbench.drawing.words import plural
from workbench.frameworks import load
from workbench.frameworks.modalities import load_modalities
from workbench.frameworks.translated import framework_texts
from workbench.language import PLAIN, speaking
from workbench.language.catalogue import catalogue_file, read_catalogue
from workbench.publish import assets

_PACKAGE: Final = Path(workbench.__file__).parent
_SEAMS: Final = {
    "say": 0, "phrased": 0, "worded": 0, "TableHead": 0, "Meaning": 0, "Shape": 0, "SiteColumn": 1,
}  # fmt: skip
"""Functions, and the argument that is a template of ours."""

_NOUNS: Final = {"count": 1, "plural": 0}
"""Functions, and the argument that is a noun or verb with a form for each number."""

_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "agree/analysis/dependence.py": ("WAYS",),
    "agree/figures/confirmed.py": ("_STATES",),
    "agree/figures/agree_style.py": ("STANCE_LOOKS",),
    "agree/figures/pledges.py": ("_KINDS", "_PARTS", "_NOT_COUNTED"),
    "diagnosis/figures/functions.py": ("_GAP",),
    "diagnosis/page/diagnosis.py": ("_HOLDS", "_NO_SCORE"),
    "options/figures/option_ranks.py": ("_PLACES",),
    "page/records.py": ("PAGE_ONE",),
    "page/wording.py": ("ILLUSTRATIVE",),
    "partners/figures/network.py": ("_LAYERS", "_RINGS", "_SIZE"),
    "publish/document.py": ("ON_ONE_PAGE", "WHAT_IS_MISSING", "METHODS", "PROVENANCE"),
    "publish/pdf.py": ("_CONTENTS",),
    "partners/step.py": ("_NOT_CHOSEN", "_NO_CAPACITY", "_NO_WAY"),
    "strategy/analysis/partner_list.py": ("AGREE", "NOT_CHOSEN", "NO_CAPACITY", "NO_PART"),
    "strategy/page/page_one.py": ("DONE",),
    "strategy/page/strategy.py": ("_PARTS",),
}
"""Tables of words that are said where they are used."""

_WORD: Final = re.compile(r"[^\W\d_]{2}")
_SYMBOL: Final = re.compile(r"[a-z]+-open")  # of a marker, as plotly names it
_KEY: Final = re.compile(r"#[0-9A-F]{6}$|[a-z]+(?:-[a-z]+){2,}$")  # a colour, a key
_SAID: Final = re.compile(r"said\([\"']([^\"']+)[\"']\)|\"([^\"]+)\" \| worded")
_HEADING: Final = re.compile(r"^#+ (?:\d[a-z]? )?(.+)$")
_ALSO: Final = (
    "and", "or", "readiness", "use", "readiness and use", "more", "less", "longer", "cost", "time",
    "success", "months", "package score", "requested", "pledged", "received", "idea",
    "firm", "leaning", "open", "in-kind", "cash", "both",
)  # fmt: skip
"""Words that are said by their names in tables and results."""


def templates(notebooks: Path) -> dict[str | tuple[str, str], list[str]]:
    """Gather what can be translated.

    Parameters
    ----------
    notebooks : Path
        Folder of the notebooks, whose headings stand in reports.

    Returns
    -------
    dict
        Where it stands, by template; by singular and plural for a noun or verb.
    """
    found: dict[str | tuple[str, str], list[str]] = {}
    with speaking(PLAIN):
        for where, template in _everything(notebooks):
            words = template if isinstance(template, str) else template[0]
            if _WORD.search(words) and not _SYMBOL.fullmatch(words):
                found.setdefault(template, []).append(where)
    # A word that is also counted has one entry, with a form for each number.
    counted = {one[0] for one in found if isinstance(one, tuple)}
    return {one: places for one, places in found.items() if one not in counted}


def _everything(notebooks: Path) -> Iterator[tuple[str, str | tuple[str, str]]]:
    for path in sorted(_PACKAGE.rglob("*.py")):
        where = path.relative_to(_PACKAGE).as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        for template in (*_from_calls(tree), *_from_tables(tree, _TABLES.get(where, ()))):
            yield where, template
    for one in _ALSO:
        yield "publish/messages.py", one
    for page in sorted(assets.template_folder().glob("*.j2")):
        for match in _SAID.finditer(page.read_text("utf-8")):
            yield f"publish/template/{page.name}", match[1] or match[2]
    for path in sorted(notebooks.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            match_ = _HEADING.match("".join(cell["source"]).split("\n")[0])
            if cell["cell_type"] == "markdown" and match_:
                yield path.name, match_[1]
    for text in framework_texts(load("ipsr")):
        yield "frameworks/ipsr.yaml", text
    for form in load_modalities().entries:
        yield "frameworks/modalities.yaml", form.title


def _from_calls(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for seams, noun in ((_SEAMS, False), (_NOUNS, True)):
            place = seams.get(name)
            if place is not None and len(node.args) > place:
                for text in _constants(node.args[place]):
                    yield (text, plural(text, 2)) if noun else text
        if name == "table" and len(node.args) > 1:
            yield from _constants(node.args[1])  # heads
        if name == "map" and node.args and getattr(node.args[0], "id", "") == "TableHead":
            yield from _constants(node.args[1])


def _from_tables(tree: ast.Module, names: tuple[str, ...]) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            held = {getattr(n, "id", "") for one in targets for n in ast.walk(one)}
            if held & set(names):
                yield from _constants(node.value)


def _constants(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression can be, not those that it compares or looks up."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and not _KEY.match(node.value):
            yield node.value
        return
    parts: Sequence[ast.AST]
    match node:
        case ast.IfExp():
            parts = [node.body, node.orelse]
        case ast.BoolOp() | ast.List() | ast.Tuple():
            parts = list(node.values if isinstance(node, ast.BoolOp) else node.elts)
        case ast.Dict():
            parts = list(node.values)
        case ast.Call():
            words = [*node.args, *(one.value for one in node.keywords)]
            parts = [] if getattr(node.func, "id", "") == "TableHead" else words
        case ast.Starred():
            parts = [node.value]
        case _:
            parts = []
    for part in parts:
        yield from _constants(part)


def refreshed(language: str, notebooks: Path) -> Catalog:
    """Return a catalogue with everything that there is, its translations, and nothing else."""
    old = read_catalogue(language)
    said = {message.id: message for message in old if message.id}
    new = Catalog(
        locale=language, domain="workbench", project="Scaling Workbench",
        header_comment=old.header_comment, revision_date=old.revision_date,
        creation_date=old.creation_date, fuzzy=False, version="", copyright_holder="",
        last_translator=old.last_translator, language_team=old.language_team,
        msgid_bugs_address="",
    )  # fmt: skip
    for template, places in templates(notebooks).items():
        known: Message | None = said.get(template)
        new.add(
            template,
            known.string if known else ("", "") if isinstance(template, tuple) else "",
            locations=[(place, 0) for place in sorted(set(places))],
            user_comments=known.user_comments if known else (),
            flags=known.flags if known else (),
        )
    return new


def untranslated(language: str, notebooks: Path) -> list[str]:
    """List the templates that a language does not say yet, in their order in the code."""
    said = {message.id: message for message in read_catalogue(language) if message.id}
    return [
        template if isinstance(template, str) else template[0]
        for template in templates(notebooks)
        if not _is_said(said.get(template))
    ]


def stale(language: str, notebooks: Path) -> list[str]:
    """List what a catalogue translates although nothing says it any more."""
    known = templates(notebooks)
    return [str(one.id) for one in read_catalogue(language) if one.id and one.id not in known]


def _is_said(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    said = message.string
    return bool(said) if isinstance(said, str) else bool(said) and all(said or ())


def write_catalogue(language: str, notebooks: Path) -> Path:
    """Write the catalogue anew, ready for a translator: what is new has no translation yet."""
    from babel.messages.pofile import write_po

    made, path = refreshed(language, notebooks), catalogue_file(language)
    with path.open("wb") as file:
        write_po(file, made, width=100, include_lineno=False, sort_by_file=True)
    return path
