import pytest

from workbench.errors import NothingToShow, UnknownName
from workbench.page.content import (
    MIME,
    Cell,
    attachment,
    group,
    missing,
    show,
    summary,
    table,
    text,
)


def _record(part):
    return part._repr_mimebundle_()[MIME]


def test_values_from_data_are_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    made = [
        text(evil),
        missing(evil, evil),
        table(evil, [evil], [[Cell(evil)]], note=evil),
        summary([(evil, evil)], {}),
        attachment("plan.csv", b"", evil),
    ]
    for part in [*made, group(made)]:
        assert "<script" not in part.html
        assert "<script" not in str({k: v for k, v in _record(part).items() if k != "facts"})


def test_numbers_stand_right_with_their_heading():
    part = table(
        "Levels", ["Component", "Use"], [[Cell("Seed", heading=True), Cell("2", number=True)]]
    )
    assert '<th scope="col" class="number">Use</th>' in part.html
    assert '<td class="number">2</td>' in part.html
    assert '<th scope="row">Seed</th>' in part.html


def test_a_table_without_rows_says_so():
    with pytest.raises(NothingToShow, match="Levels"):
        table("Levels", ["Component"], [])


def test_an_empty_answer_is_left_out_of_the_summary():
    assert _record(summary([("Then", ""), ("Where", "8")], {"score": 8})) == {
        "part": "summary",
        "rows": [("Where", "8")],
        "facts": {"score": 8},
    }


def test_show_names_what_is_missing_and_lets_other_errors_through():
    def levels():
        message = "No component is scored."
        raise NothingToShow(message)

    assert (
        _record(show(levels, what="Levels of the components"))["what"] == "Levels of the components"
    )
    assert not _record(show(levels, what="Levels of the components"))["follows"]
    assert _record(show(levels))["follows"], "the cause is listed, not every picture that lacks it"
    with pytest.raises(ZeroDivisionError):
        show(lambda: 1 / 0)


def test_show_hands_arguments_on():
    assert show(lambda first, *, second: first + second, 1, second=2) == 3


def test_every_part_shows_itself_without_html():
    assert text("plain words")._repr_mimebundle_()["text/plain"] == "plain words"


@pytest.mark.parametrize("name", ["../plan.csv", "report.html", "budget-huye.xlsx"])
def test_an_attachment_has_a_name_of_ours_and_no_other(name):
    with pytest.raises(UnknownName):
        attachment(name, b"", "Plan")


def test_an_attachment_holds_the_file_itself_in_jupyter():
    part = attachment("plan.csv", b"activity", "Plan of work")
    assert 'download="plan.csv" href="data:text/csv;base64,YWN0aXZpdHk="' in part.html
