"""Second tables, in which a map looks values up."""

from __future__ import annotations

from workbench.errors import InvalidInput, Problem, did_you_mean
from workbench.project.importers.mapping import ColumnMap, Lookup, Translation
from workbench.project.importers.persons import personal_columns
from workbench.project.importers.source import SourceFile, read_source


def looked_up(column_map: ColumnMap, file: SourceFile) -> ColumnMap:
    """Fill the translations of a map from the second tables that they name.

    Parameters
    ----------
    column_map : ColumnMap
        The map.
    file : SourceFile
        The file that is imported; second tables lie beside it, or are sheets of it.

    Returns
    -------
    ColumnMap
        The map, with a value for each row of its second tables. Where a translation names values
        as well, they translate what the second table gives.

    Raises
    ------
    InvalidInput
        A second table cannot be read, lacks a column, holds persons' data in the column that is
        asked for, or gives two values for one.
    """
    filled: dict[str, Translation] = {}
    problems: list[Problem] = []
    for name, translation in column_map.translations.items():
        if translation.lookup is not None:
            found = _values(translation.lookup, file, column_map, problems)
            filled[name] = translation.model_copy(update={"values": _called(found, translation)})
    if problems:
        message = f"A value cannot be looked up as the map '{column_map.map}' says."
        raise InvalidInput(message, problems)
    if not filled:
        return column_map
    return column_map.model_copy(update={"translations": {**column_map.translations, **filled}})


def _called(found: dict[str, str], translation: Translation) -> dict[str, str]:
    """Call what the second table gives as the map does, where the map names any of it."""
    if not translation.values or translation.unlisted == "keep":
        return {key: translation.values.get(given, given) for key, given in found.items()}
    rest = {} if translation.unlisted == "refuse" else dict.fromkeys(found, "")
    return rest | {
        key: translation.values[given]
        for key, given in found.items()
        if given in translation.values
    }


def _values(
    lookup: Lookup, file: SourceFile, column_map: ColumnMap, problems: list[Problem]
) -> dict[str, str]:
    source = read_source(
        file if lookup.file is None else file.path.parent / lookup.file,
        sheets=(lookup.sheet,) if lookup.sheet else (),
        header_row=lookup.header_row,
        missing=column_map.file.missing,
    )
    columns = source.columns()
    personal = {column.heading for column in personal_columns(columns)}
    for heading in (lookup.key, lookup.gives):
        if source.headings.count(heading) != 1 or heading in personal:
            expected = "one column with this heading, without persons' data"
            advice = did_you_mean(heading, source.headings) or "Name another column in the map."
            problems.append(source.problem(heading, heading, expected, advice))
            return {}
    values: dict[str, str] = {}
    at: dict[str, int] = {}
    for row, key, ours in zip(source.rows, columns[lookup.key], columns[lookup.gives], strict=True):
        if key and ours and values.setdefault(key, ours) != ours:
            expected = f"'{values[key]}' for '{key}', as in row {at[key]}"
            advice = "Find out which of the two holds and correct the other."
            told = source.problem(lookup.gives, ours, expected, advice, row=row.number)
            problems.append(told)
        at.setdefault(key, row.number)
    return values
