"""A Word template of the donor's, filled with what is known of a site.

A template is a file of somebody else: it can name values and go through lists, and nothing more. It
can call nothing, reads no file, and what it names and is not there is told in a line. Values are
written as text, whatever is in them.
"""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import InvalidInput, nearest
from workbench.publish.exports.template_context import NAMES
from workbench.publish.word_parts import steady_bytes

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_LARGEST: Final = 50_000_000  # bytes of a template, unpacked
_FILTERS: Final = ("capitalize", "default", "first", "join", "last", "length", "lower", "title",
                   "trim", "upper")  # fmt: skip
_MOST: Final = 8  # names that a message lists
_ENTITY: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def fill_word_template(template: Path, context: Mapping[str, Any]) -> bytes:
    """Fill a Word template and return the file; the same input gives the same bytes.

    Parameters
    ----------
    template : Path
        Word file with ``{{ name }}``, and ``{% for row in list %}`` as docxtpl reads it.
    context : mapping
        Value of each name, see :func:`workbench.publish.exports.template_context.donor_context`.

    Raises
    ------
    InvalidInput
        docxtpl is not installed; it is no Word file; it is not written as templates are, or asks
        for more than values; it names what is not there. One line each.
    OSError
        The file cannot be read.
    """
    require_templates()
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    content = template.read_bytes()
    _refuse_unsafe(template.name, content)
    unknown: dict[str, None] = {}
    environment = _environment(lambda name: unknown.setdefault(name, None))
    made, place = DocxTemplate(io.BytesIO(content)), io.BytesIO()
    try:
        for name in made.get_undeclared_template_variables(environment, dict(context)):
            unknown[name] = None
        if not unknown:
            made.render(dict(context), environment, autoescape=True)
    except TemplateError as error:
        line = " ".join(str(error).split())
        message = f"The template {template.name} cannot be filled: {line}"
        raise InvalidInput(message) from None
    except (KeyError, TypeError, ValueError) as error:
        line = " ".join(str(error).split())
        message = f"The template {template.name} asks for more than values and lists: {line}"
        raise InvalidInput(message) from None
    if unknown:
        message = f"The template {template.name} names what there is not: {_told(unknown)}."
        raise InvalidInput(message)
    made.save(place)
    return steady_bytes(place.getvalue())


def require_templates() -> None:
    """Make sure that templates can be filled here.

    Raises
    ------
    InvalidInput
        docxtpl is not installed.
    """
    if importlib.util.find_spec("docxtpl") is None:
        message = (
            "A Word template needs docxtpl, which is not installed: "
            "pip install 'scaling-workbench[reports]'."
        )
        raise InvalidInput(message)


def _refuse_unsafe(name: str, content: bytes) -> None:
    """Refuse what is no Word file, is far too large, or brings entities along."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
            if sum(one.file_size for one in infos) > _LARGEST:
                message = f"The template {name} is larger than a Word file should be."
                raise InvalidInput(message)
            parts = [packed.read(one) for one in infos if one.filename.endswith((".xml", ".rels"))]
            found = "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        found, parts = False, []
    if not found:
        message = f"The template {name} is no Word file (.docx)."
        raise InvalidInput(message)
    if any(_ENTITY.search(part) for part in parts):
        message = f"The template {name} holds entities, as no Word file does."
        raise InvalidInput(message)


def _environment(note: Callable[[str], object]) -> SandboxedEnvironment:
    """Return an environment in which a template can name values and nothing else."""
    from jinja2 import ChainableUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Unknown(ChainableUndefined):
        """Tells its name when it is used, and stands for nothing, so that all are told at once."""

        def __str__(self) -> str:
            of = " of a row" if self._undefined_obj.__class__ is dict else ""
            note(f"{self._undefined_name}{of}")
            return ""

        def __iter__(self) -> Any:
            str(self)
            return iter(())

        def __bool__(self) -> bool:
            str(self)
            return False

        def __html__(self) -> str:
            return str(self)

        def __len__(self) -> int:
            return len(str(self))

        def __eq__(self, other: object) -> bool:
            return str(self) is other  # told, and equal to nothing

        __hash__ = ChainableUndefined.__hash__

    class Values(ImmutableSandboxedEnvironment):
        """No calls, and no arithmetic that could fill the memory."""

        intercepted_binops = frozenset(("*", "**", "%", "+"))

        def getattr(self, obj: Any, attribute: str) -> Any:
            plain = isinstance(obj, str | list | dict)
            if plain and not (isinstance(obj, dict) and attribute in obj):
                return self.undefined(obj=obj, name=attribute)  # a method is no value
            return super().getattr(obj, attribute)

        def call(self, context: Any, obj: Any, *given: Any, **named: Any) -> Any:
            del context, obj, given, named
            message = "a template cannot call anything"
            raise SecurityError(message)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            del context, left, right
            message = f"a template cannot compute ({operator})"
            raise SecurityError(message)

    made = Values(autoescape=True, undefined=Unknown)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    return made


def _told(unknown: Iterable[str]) -> str:
    """List unknown names, each with the nearest that there is."""
    names = [*dict.fromkeys(unknown)]
    known = [name.split("[].")[-1] for name in NAMES]
    said = []
    for name in names[:_MOST]:
        near = nearest(name.removesuffix(" of a row"), known)
        said.append(f"{name} (did you mean {near}?)" if near else name)
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(said)}{more}; docs/guide/for-donors.md lists all names"
