"""Write ``docs/tables.md`` from ``tables.yaml``, the settings and the frameworks' lists.

``python -m workbench.project.reference docs/tables.md`` writes the page; with ``--check``
it says in one line, and by exit status 1, that the page is older than what it is made from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from workbench.frameworks import Term, available, load
from workbench.frameworks.fields import DocumentedModel
from workbench.project.schema.declaration import Column, FrameworkList, Table, declaration
from workbench.project.schema.lists import terms_of
from workbench.project.settings.project_settings import (
    ConversionRecord,
    ImportRecord,
    Parameters,
    Settings,
)
from workbench.project.settings.step_settings import STEP_BLOCKS

_BEGIN = """\
# Tables of a project

<!-- Made by `python -m workbench.project.reference`; change tables.yaml instead. -->

A project is a folder with `project.yaml` and its tables. Each table is a CSV file (`sites.csv`), a
sheet of one workbook `tables.xlsx` (sheet `sites`) or a Parquet file (`sites.parquet`); one project
may mix them, but each table stands in one place. Tables marked *optional* may be left out.
`workbench check` lists everything that is wrong at once, with the cell it stands in.

## How cells are read

A blank is *not known*; it is never 0 and never "no", unless the column says so below.

| type | what to write |
|---|---|
| identifier | a name of letters, digits, `.`, `_` and `-`, no blanks; capitals count |
| identifiers, choices | several, separated by `;` |
| text | anything; kept as it stands |
| level | a whole number on the framework's scale; blank is *not assessed* |
| integer, number | digits, with a point as decimal mark; no unit, no %, no `1,000` |
| amount | like a number, but kept exactly; blank is *to be determined* or not known |
| date | `2026-03-14`, or a date cell of a workbook |
| boolean | yes or no; true, false, 1 and 0 are read too |
| choice | one of the values named |
| link | an address or DOI |

**Mended without a word**, because it cannot be misunderstood: blanks around a value, blank rows,
capitals in headings, choices and yes or no, a blank or `_` for `-` in a choice, a whole number
stored as `3.0`, a date written `2026/3/14`, a time behind a date (dropped), a typographic minus,
UTF-8 with a byte order mark.

**Read, with a warning:** a file in Windows-1252 or UTF-16; cells separated by semicolons or tabs;
headings below row 1; a column, file or sheet that is no part of the project, or is nearly called as
a table that is there (not read); a level above 0 without evidence, where it is an assessor's own
judgement, or named evidence that is of another component (one line for each component and
dimension); a site without components; a projected level without a current one; one short name with
several titles; one assessor in two spellings; coordinates that are probably swapped, alone, or both
0; a `date` after `as_of`; an option that lacks what it needs to be weighed, or is ruled out without
a reason; a decision without its row of options; one mutual tie with two strengths; several leads;
an excluded actor with work to do; a task without a duration; a deadline before the plan begins;
more people than there are; an amount without currency, or open without `determined` = no; a
contribution in kind without a basis; one amount that stands on several rows (`shared`) and differs.

**Refused**, because it can be read in two ways or not at all: a level such as 2.5, `seven`, `NA` or
`TBD`; a decimal comma, `1,234`, `35%`, `12 km`; `03/04/2026` and every date that does not begin
with the year; formulas and error values of a workbook (paste values instead); merged cells; broken
quotes; control characters; a name that the table it points at does not have; a key that stands
twice; a site that Windows can make no folder of (`con`, `prn`, `aux`, `nul`, `com1` to `com9`,
`lpt1` to `lpt9`, in any case); a level above 0 without evidence, where it is adopted or judged from
the documents, or evidence of another component named for it; a package without a core innovation; a
tie from an actor to itself; an actor that is mandatory and excluded; lowest, most likely and
highest values out of order; a substitute, or what it brings, without scores at the site; moves from
site to site in a circle; a decision that differs from its row of options, or replaces itself; a
fingerprint that is none; predecessors that are no tasks of the site, or wait for each other in a
circle; a deadline before the first possible day; a season that ends before it begins; a currency
that does not exist, or has no rate up to the day whose rates hold; a period that lies outside the
plan of the site.

**As of a day.** A report leaves out rows whose column `date` lies after `as_of`. Other days, such
as deadlines, are content; a receipt that is `expected` counts although its day lies ahead.

**What an error stops.** An error stops the site of its row, the others run. A row whose site is
misspelt stops the site that it must mean; where no site is near, the row is left out and stops
nobody. One name or choice that is unknown in many rows of a column is told once, at the first, with
the other rows behind it, and stops the sites of them all. What no site can be blamed for stops all
of them: `project.yaml`, a file that cannot be read, a table in two places, a misspelt file, sheet
or column, a required column that is missing.

**In CSV** a text that begins with `=`, `+`, `-`, `@`, a tab or a line end has an apostrophe in
front, so that no spreadsheet computes it; reading takes the apostrophe off. In a workbook such a
text is stored as text.
"""


def page() -> str:
    """Return the text of ``docs/tables.md``.

    Examples
    --------
    >>> page().splitlines()[0]
    '# Tables of a project'
    """
    parts = [_BEGIN, *_settings_part()]
    for name, table in declaration().tables.items():
        parts.append(_table_part(name, table))
    parts += _lists_part()
    return "\n".join(parts)


def _settings_part() -> Iterator[str]:
    yield "## project.yaml\n"
    yield "`title` and `framework` are required. Keys that are left out have the value given.\n"
    yield from _model("", Settings)
    yield "Keys under `parameters`:\n"
    yield from _model("parameters.", Parameters)
    for block, model in STEP_BLOCKS.items():
        yield f"Keys under `{block}`; the numbers given are our own choice:\n"
        yield from _model(f"{block}.", model)
    yield "Keys of each entry of `imports`, which importing writes:\n"
    yield from _model("imports.", ImportRecord)
    yield "Keys of each entry of `conversions` in it:\n"
    yield from _model("conversions.", ConversionRecord)


def _model(prefix: str, model: type[DocumentedModel]) -> Iterator[str]:
    """Return a table of a model's keys; their meaning is the model's own documentation."""
    meanings = model.meanings()
    yield "| key | meaning | if left out |"
    yield "|---|---|---|"
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        if field.is_required():
            shown = "required"
        elif isinstance(default, Mapping):
            shown = _plain_mapping(default)
        elif isinstance(default, tuple):
            shown = ", ".join(f"`{value}`" for value in default)
        elif default is None or isinstance(default, BaseModel):
            shown = ""
        else:
            shown = f"`{str(default).lower() if isinstance(default, bool) else default}`"
        yield f"| `{prefix}{name}` | {_cell(meanings[name])} | {shown} |"
    yield ""


def _plain_mapping(default: Mapping[object, object]) -> str:
    return ", ".join(f"`{key}: {value}`" for key, value in default.items())


def _table_part(name: str, table: Table) -> str:
    marks = [
        "required" if table.required else "optional",
        *(["kept out of reports and exports"] if table.private else []),
    ]
    lines = [
        f"## {name}\n",
        f"{table.title} ({', '.join(marks)}). One row is {table.row}.",
        f"A row is named by {_and(f'`{column}`' for column in table.key)}.\n",
        "| column | type | meaning | values | example |",
        "|---|---|---|---|---|",
        *(_column_row(heading, column) for heading, column in table.columns.items()),
        "",
    ]
    return "\n".join(lines)


def _column_row(heading: str, column: Column) -> str:
    kind = column.type + (", required" if column.required else "")
    example = f"`{column.example}`" if column.example else ""
    cells = (f"`{heading}`", kind, _cell(column.meaning), _cell(_values(column)), example)
    return f"| {' | '.join(cells)} |"


def _values(column: Column) -> str:
    """Describe what a column may hold: choices, bounds, unit, scale, and what it points at."""
    said: list[str] = []
    if isinstance(column.allowed, FrameworkList):
        said.append(f"see [{column.allowed.framework}](#{column.allowed.framework})")
    elif column.allowed:
        said.append(", ".join(f"`{value}`" for value in column.allowed))
    if column.scale == "dimension":
        said.append("the scale that `dimension` names")
    elif column.scale:
        said.append(f"the scale of {column.scale}")
    if column.above is not None:
        said.append(f"above {column.above:g}" + _up_to(column))
    elif column.minimum is not None:
        bounded = column.maximum is not None
        said.append(f"{column.minimum:g} to {column.maximum:g}" if bounded
                    else f"{column.minimum:g} or more")  # fmt: skip
    if column.unit:
        said.append(column.unit)
    if column.references:
        table, _, target = column.references.partition(".")
        same = "" if table == "sites" else ", at the same site"
        said.append(f"`{target}` of [{table}](#{table}){same}")
    return "; ".join(said)


def _up_to(column: Column) -> str:
    return "" if column.maximum is None else f", up to {column.maximum:g}"


def _lists_part() -> Iterator[str]:
    """Return the keys of the frameworks' lists; a list that all frameworks share stands once."""
    frameworks = [load(key) for key in available()]
    names = {
        column.allowed.framework: None
        for table in declaration().tables.values()
        for column in table.columns.values()
        if isinstance(column.allowed, FrameworkList)
    }
    yield "## Lists\n"
    yield "Keys that the frameworks allow. Write the key, not the title.\n"
    for name in names:
        yield f"### {name}\n"
        versions = {framework.key: terms_of(framework, name) for framework in frameworks}
        different = len({tuple(terms) for terms in versions.values()}) > 1
        for key, terms in versions.items() if different else list(versions.items())[:1]:
            if different:
                yield f"In `{key}`:\n"
            yield _terms(terms)


def _terms(terms: Mapping[str, Term]) -> str:
    lines = ["| key | title | meaning |", "|---|---|---|"]
    lines += [
        f"| `{key}` | {_cell(term.title)} | {_cell(term.meaning or '')} |"
        for key, term in terms.items()
    ]
    return "\n".join([*lines, ""])


def _and(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def _cell(text: str) -> str:
    """Keep a text inside its cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page; give the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command line.
    """
    parser = argparse.ArgumentParser(prog="python -m workbench.project.reference")
    parser.add_argument("path", type=Path, help="the page, docs/tables.md")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if it is stale")
    chosen = parser.parse_args(arguments)
    wanted = page()
    if not chosen.check:
        chosen.path.write_text(wanted, "utf-8")
        return 0
    if chosen.path.is_file() and chosen.path.read_text("utf-8") == wanted:
        return 0
    sys.stderr.write(
        f"{chosen.path} is stale; run: python -m workbench.project.reference {chosen.path}\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
