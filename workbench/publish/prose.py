"""Markdown of a notebook as HTML: the text between the figures, with formulas and coloured code.

The markdown cells of a recipe are the same for every site, so each is laid out once per process;
markdown that a cell has shown is not, and may hold values from data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, ClassVar

from markupsafe import Markup, escape
from nbconvert.filters import markdown_mistune as _mistune

from workbench.publish.formulas import formula
from workbench.publish.tables import with_rows

_HEADING = re.compile(r"^ {0,3}(#{1,3}) +(.+?)(?: +#+)? *(?:\n+|$)")
_HEADED = re.compile(r"^<h3>(.*)</h3>\s*$", re.DOTALL)
_LOWEST = 6

# What a dollar must look like to begin or end a formula, as pandoc has it: no blank inside, no
# figure behind. Nor a letter before, so that neither "$5 and $10" nor "US$300 or US$, say" is one.
_INLINE = r"(?<![A-Za-z$\\])\$(?![\s$])(?P<math_inline_tex>(?:\\.|[^$\\`])+?)(?<!\s)\$(?![\d$])"
_BLOCK = r"(?<!\\)\$\$(?P<math_block_tex>(?:(?!\n[ \t]*\n)[^$]|\\\$)+?)(?<!\\)\$\$"
_OWN_LINES = (
    r"^ {0,3}\$\$(?:(?!\n[ \t]*\n)[^$]|\\\$)+?\$\$[ \t]*$"
    r"|^ {0,3}\\begin\{(?P<math_env_name>[a-z]+\*?)\}[\s\S]*?\\end\{(?P=math_env_name)\}"
)

# nbconvert's classes carry no types.
_Blocks: Any = _mistune.MathBlockParser
_Lines: Any = _mistune.MathInlineParser
_Renderer: Any = _mistune.IPythonRenderer


@dataclass(frozen=True)
class Passage:
    """A markdown cell.

    Attributes
    ----------
    level : int
        1 to 3 where the cell begins with a heading; 0 otherwise.
    heading : Markup
        That heading.
    html : Markup
        What follows it; headings in it are one level lower than written, from ``h3`` on.
    """

    level: int
    heading: Markup
    html: Markup


class _BlockParser(_Blocks):  # type: ignore[misc]
    """Paragraphs: a formula on lines of its own ends at a blank line at the latest."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **_Blocks.SPECIFICATION,
        "multiline_math": _OWN_LINES,
    }


class _InlineParser(_Lines):  # type: ignore[misc]
    """Words: an amount of money is no formula."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **_Lines.SPECIFICATION,
        "inline_math_tex": _INLINE,
        "block_math_tex": _BLOCK,
    }


class _Writer(_Renderer):  # type: ignore[misc]
    """HTML with MathML, and headings below those of the report."""

    def heading(self, text: str, level: int, **_: object) -> str:
        lower = min(max(level + 1, 3), _LOWEST)
        return f"<h{lower}>{text}</h{lower}>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        if info and info.split()[0] == "math":
            return self.block_math(code)
        return str(super().block_code(code, info))

    def block_mermaidjs(self, code: str) -> str:
        # The script that would draw it comes from the network.
        return str(Markup('<pre><code class="language-mermaid">{}</code></pre>\n').format(code))

    def inline_math(self, body: str) -> str:
        return str(formula(body))

    def block_math(self, body: str) -> str:
        return str(formula(body, display=True))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


@cache
def _parser(*, trusted: bool) -> Any:
    writer = _Writer(escape=not trusted, allow_harmful_protocols=trusted)
    return _mistune.MarkdownWithMath(
        renderer=writer, block=_BlockParser(), inline=_InlineParser(hard_wrap=False)
    )


def html_of(markdown: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """Lay out markdown that an author wrote; HTML in it stays HTML.

    `attachments` are the pictures that belong to its cell, as notebooks keep them.

    Examples
    --------
    >>> html_of("Costs of *$5* to $9, `$n$` times.").strip()
    Markup('<p>Costs of <em>$5</em> to $9, <code>$n$</code> times.</p>')
    """
    parser = _parser(trusted=True)
    parser.renderer.attachments = attachments or {}
    return with_rows(parser.render(markdown))


def html_of_shown(markdown: str) -> Markup:
    """Lay out markdown that a cell has shown; it may hold values from data, so HTML is escaped.

    Examples
    --------
    >>> html_of_shown("**Seed** <b>").strip()
    Markup('<p><strong>Seed</strong> &lt;b&gt;</p>')
    """
    return with_rows(_parser(trusted=False).render(markdown))


@lru_cache(maxsize=1024)
def passage(markdown: str) -> Passage:
    """Lay out a markdown cell; the same text is laid out once in a process.

    Examples
    --------
    >>> passage("## Use of *seed*").heading
    Markup('Use of <em>seed</em>')
    """
    return passage_with(markdown, {})


def passage_with(markdown: str, attachments: Mapping[str, Any]) -> Passage:
    """Lay out a markdown cell that has pictures attached."""
    found = _HEADING.match(markdown)
    rest = markdown[found.end() :] if found else markdown
    html = html_of(rest, attachments) if rest.strip() else Markup()
    if found is None:
        return Passage(0, Markup(), html)
    # As a heading, because "1. Seed" alone would be a list.
    inner = _HEADED.match(html_of(f"# {found[2]}"))
    heading = Markup(inner[1]) if inner else escape(found[2])  # noqa: S704 - rendered above
    return Passage(len(found[1]), heading, html)
