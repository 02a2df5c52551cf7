"""Check the sites themselves: whether a folder can have their name, and where they lie."""

from __future__ import annotations

import re

import numpy as np

from workbench.frameworks.country_outlines import degrees_outside
from workbench.project.checks.table_check import Checked, Tables, usable_rows
from workbench.project.sources.cell_problems import CellProblem

_LATITUDE_LIMIT, _LONGITUDE_LIMIT = 90, 180
_COARSE = 0.5  # degrees; the outlines leave out small islands and bends of a border
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[1-9¹²³])(\..*)?", re.IGNORECASE)
_FILE_OF_REPORTS = re.compile(
    r"assets|scenarios|.*\.(html?|json|ipynb|csv|xlsx|ics|xml|pdf|docx|pptx|part)", re.IGNORECASE
)
_LONGEST_FOLDER = 100  # bytes; some disks take 143, and a path under Windows 260 in all


def check_places(tables: Tables) -> None:
    """Run every rule over the table of sites.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project; rows that stay out are not looked at.
    """
    _check_folder_names(tables)
    _check_coordinates(tables)


def _check_folder_names(tables: Tables) -> None:
    """Refuse sites whose results could not get a folder of their name, on this or another disk."""
    for record, site in usable_rows(tables, "sites")["site"].items():
        problem = _folder_problem(site)
        if problem is not None:
            tables["sites"].report(int(str(record)), "site", problem)


def _folder_problem(site: str) -> CellProblem | None:
    """Say why a short name cannot be that of a folder of reports; ``None`` where it can."""
    if len(site.encode()) > _LONGEST_FOLDER:
        return CellProblem(
            f"a short name of at most {_LONGEST_FOLDER} letters, for it becomes the name of a "
            "folder",
            "Shorten it, here and wherever it is named; the column 'name' may be as long as it is.",
            found=f"{site[:20]}… ({len(site)} letters)",
        )
    stem, _, rest = site.rstrip(".").partition(".")
    better = f"{stem}-site" + (f"-{rest}" if rest else "")
    advice = f"Write for instance '{better}', here and wherever it is named."
    if _DEVICE.fullmatch(site) or site.endswith("."):
        return CellProblem("a name that a folder can have under Windows", advice)
    if _FILE_OF_REPORTS.fullmatch(site):
        return CellProblem("a name that is not that of a file beside the reports", advice)
    return None


def _check_coordinates(tables: Tables) -> None:
    """Find latitude and longitude that are swapped, alone, or both 0."""
    checked = tables["sites"]
    for record in np.flatnonzero(checked.reported["latitude"]):
        _swapped_beyond_range(checked, int(record))
    rows = usable_rows(tables, "sites")
    for record in rows.index[(rows["latitude"] == 0) & (rows["longitude"] == 0)]:
        problem = CellProblem(
            "where the site lies; latitude 0 and longitude 0 is in the sea",
            "Leave both blank if it is not known.",
            "warning",
        )
        checked.report(record, "latitude", problem)
    alone = rows["latitude"].isna() != rows["longitude"].isna()
    alone &= ~(checked.reported["latitude"] | checked.reported["longitude"])[rows.index]
    for record in rows.index[alone]:
        blank = "latitude" if rows["latitude"].isna()[record] else "longitude"
        problem = CellProblem("latitude and longitude together", "Fill in both or none.", "warning")
        checked.report(record, blank, problem)
    located = rows.dropna(subset=["latitude", "longitude", "country"])
    for record, country, latitude, longitude in located[
        ["country", "latitude", "longitude"]
    ].itertuples():
        if latitude != 0 or longitude != 0:
            _check_country(checked, record, country, latitude, longitude)


def _check_country(
    checked: Checked, record: int, country: str, latitude: float, longitude: float
) -> None:
    """Warn of a place outside the country that is stated, and say which slip would explain it."""
    outside = degrees_outside(country, longitude, latitude)
    if outside is None or outside <= _COARSE:
        return
    column, advice = "latitude", f"Correct the coordinates, or the country ({outside:.0f}° away)."
    # The distance says what was meant: one sign turned, or the two exchanged.
    half = "south" if latitude > 0 else "north"
    side = "west" if longitude > 0 else "east"
    slips = (
        ("latitude", -latitude, longitude,
         f"If it lies {half} of the equator, write {-latitude:g}."),
        ("longitude", latitude, -longitude,
         f"If it lies {side} of Greenwich, write {-longitude:g}."),
        ("latitude", longitude, latitude,
         "Latitude and longitude are probably swapped; exchange the two."),
    )  # fmt: skip
    for where, north, east, words in slips:
        near = degrees_outside(country, east, north)
        if near is not None and near <= _COARSE:
            column, advice = where, words
            break
    checked.report(record, column, CellProblem(f"a place in {country}", advice, "warning"))


def _swapped_beyond_range(checked: Checked, record: int) -> None:
    """Report where a latitude beyond 90 would make a longitude, and the longitude a latitude."""
    try:
        latitude = float(checked.text["latitude"][record])
        longitude = float(checked.text["longitude"][record])
    except ValueError:
        return
    if not _LONGITUDE_LIMIT >= abs(latitude) > _LATITUDE_LIMIT >= abs(longitude):
        return
    away = degrees_outside(str(checked.frame.at[record, "country"]), latitude, longitude)
    if away is not None and away > _COARSE:
        return  # exchanged, it would lie abroad: another mistake than a swap
    problem = CellProblem(
        "latitude first, then longitude", "They are probably swapped; exchange the two.", "warning"
    )
    checked.report(record, "longitude", problem)
