import pytest

from workbench.project.importers.persons import (
    heading_holds,
    is_telephone,
    personal_columns,
)


@pytest.mark.parametrize(
    ("heading", "holds"),
    [
        ("Contact name", "names of persons"),
        ("contact_person", "names of persons"),
        ("#contact+name", None),  # the HXL tag stands in a row, not in the headings
        ("Focal Point", "names of persons"),
        ("Enumerator", "names of persons"),
        ("Nom et prénom", "names of persons"),
        ("E-mail", "e-mail addresses"),
        ("Email address", "e-mail addresses"),
        ("Courriel", "e-mail addresses"),
        ("Téléphone", "telephone numbers"),
        ("Mobile number", "telephone numbers"),
        ("Work phone", "telephone numbers"),
    ],
)
def test_headings_that_announce_persons(heading, holds):
    if holds is not None:
        assert heading_holds(heading) == holds


@pytest.mark.parametrize(
    "heading",
    [
        "Donor Name", "Woreda", "Mobile clinics", "Mobile money", "Contact tracing", "ColumnOrigin",
        "Number of persons reached", "Nom du projet", "Nom de la zone", "Telecoms", "Organisation",
        "country_name", "Lat", "Long", "Implementing Partner Name",
    ],
)  # fmt: skip
def test_headings_about_other_things(heading):
    assert heading_holds(heading) is None


@pytest.mark.parametrize(
    "text",
    ["+251911234567", "+250 788 123 456", "0911 23 45 67", "0911-234-567", "(011) 551-7200",
     "00251 11 551 7200", "0911234567", "06.12.34.56.78"],
)  # fmt: skip
def test_telephone_numbers(text):
    assert is_telephone(text)


@pytest.mark.parametrize(
    "text",
    [
        "10.54513524", "-2.5967", "+36.25417276", "0.33319394", "36,25417276", "ET060207",
        "0602070", "2025", "2025.0", "2020-2025", "2025-08-31", "31/08/2025", "01.08.2025",
        "1 250 000", "3122", "12-15", "9.816516356 36.25417276", "1.0.0.1", "",
    ],
)  # fmt: skip
def test_what_is_no_telephone_number(text):
    assert not is_telephone(text, "Anything")


def test_digits_in_a_column_of_codes_are_no_telephone_number():
    assert is_telephone("0102801000", "Reach us at")
    assert not is_telephone("0102801000", "P-code")


def test_content_shows_persons_under_any_heading():
    columns = {
        "A": ["a@example.org", "", "see b@example.org"],
        "B": ["+251 911 234 567", "none", "+251 911 234 568"],
        "C": ["Dr. Example One", "Ms Example Two", ""],
        "D": ["Drought", "Mrs Mills Farm", "Health", "WASH"],
    }
    found = {column.heading: (column.holds, column.by) for column in personal_columns(columns)}
    assert found == {
        "A": ("e-mail addresses", "content"),
        "B": ("telephone numbers", "content"),
        "C": ("names of persons", "content"),
    }


def test_the_map_can_drop_more_and_keep_what_was_looked_at():
    columns = {"Contact": ["Desk 4"], "Signed": ["X"]}
    found = personal_columns(columns, drop={"Signed": "initials"}, keep={"Contact": "desks"})
    assert [str(column) for column in found] == ["Signed (initials; by the map)"]
