import pytest

from workbench.errors import InvalidInput
from workbench.project import read_project
from workbench.project.record import erase_texts, read_record, record_site, verify_record
from workbench.project.record.recording import RECORDED
from workbench.project.schema.declaration import declaration

PARTIES = ("site,party,name,role,date", "huye,union,Union,required,2026-03-01")
MEETINGS = ("site,meeting,kind,date,facilitator", "huye,W1,workshop,2026-03-10,Bo Example")
CAME = ("site,meeting,party,presence,person,listed", "huye,W1,union,in person,P4,yes")
PEOPLE = ("person,name,organisation,consent,consent_date", "P4,Ada Example,Union,yes,2026-03-10",
          "P9,Nobody,,no,")  # fmt: skip
PROPOSALS = ("site,proposal,version,title,date,by", "huye,P1,1,Seed,2026-03-05,Ada Example")
ROUNDS = ("site,round,date,rule,share", "huye,0,2026-03-02,support,0.75", "huye,1,2026-03-09,,")
SAID = (
    "site,round,proposal,version,party,gradient,date,condition",
    "huye,1,P1,1,union,2,2026-03-10,Ada wants land",
)
PLEDGES = (
    "site,pledge,party,what,kind,amount,currency,firmness,date",
    "huye,G1,union,Land,in-kind,12000.50,RWF,written,2026-03-10",
)
AGREED = ("site,proposal,version,date,meeting,parties,document",
          "huye,P1,1,2026-03-10,W1,union,Minutes")  # fmt: skip
PLAN = ({"activity": "A1", "amount": "9.50"},)


@pytest.fixture
def site(folder):
    """Write the project, with other lines where they are given, and return the site."""

    def write(**tables):
        whole = {
            "stakeholders": PARTIES, "meetings": MEETINGS, "participants": CAME, "people": PEOPLE,
            "proposals": PROPOSALS, "rounds": ROUNDS, "positions": SAID, "pledges": PLEDGES,
            "agreements": AGREED,
        }  # fmt: skip
        return read_project(folder(**{**whole, **tables})).site("huye")

    return write


def record(site, plan=PLAN):
    return record_site(site, lambda: plan)


def events(site):
    return [one.event for one in read_record(site.project.folder, site.key).chain.entries]


def test_rows_are_recorded_once_each_exactly(site):
    own = site()
    assert record(own).new == 10
    assert record(own).new == 0
    told = {(one["table"], *one["key"]): one for one in events(own)}
    pledge = told["pledges", "huye", "G1"]
    assert pledge["what"] == "added"
    assert pledge["row"]["amount"] == "12000.5"
    assert told["rounds", "huye", "0"]["row"] == {
        "site": "huye", "round": 0, "date": "2026-03-02", "rule": "support", "share": "0.75",
    }  # fmt: skip
    assert told["participants", "huye", "W1", "union"]["row"]["listed"] is True
    assert told["agreements", "huye", "P1", "1"]["plan"] == [dict(PLAN[0])]
    assert sum("plan" in one for one in told.values()) == 1


def test_what_persons_are_called_and_said_is_kept_apart_and_consent_is_recorded(site):
    own = site()
    found = record(own)
    text = found.path.read_text("utf-8")
    for words in ("Ada", "Bo Example", "Nobody", "P9"):
        assert words not in text
    assert sorted(words for _, words in found.texts.values()) == [
        "Ada Example", "Ada Example", "Ada wants land", "Bo Example", "Union",
    ]  # fmt: skip
    (person,) = [one for one in events(own) if one["table"] == "people"]
    assert person["row"]["consent"] is True
    assert person["row"]["consent_date"] == "2026-03-10"


def test_changes_and_what_is_gone_are_told(site):
    record(site())
    own = site(
        positions=(SAID[0], SAID[1].replace(",2,2026", ",7,2026")), pledges=PLEDGES[:1],
        people=(PEOPLE[0], PEOPLE[1].replace(",yes,", ",no,")),
    )  # fmt: skip
    before = len(events(own))
    assert record(own).new == 3
    fresh = events(own)[before:]
    assert [(one["table"], one["what"]) for one in fresh] == [
        ("people", "changed"), ("positions", "changed"), ("pledges", "gone"),
    ]  # fmt: skip
    assert fresh[0]["row"]["consent"] is False
    assert fresh[1]["row"]["gradient"] == 7
    first = next(one for one in events(own) if one["table"] == "positions")
    assert fresh[1]["row"]["condition"] == first["row"]["condition"]  # the same words, one seal
    assert record(site()).new == 3  # and back again
    assert verify_record(read_record(own.project.folder, "huye")) == ()


def test_the_order_of_rows_and_an_agreed_plan_that_changes_make_nothing_new(site):
    own = site()
    record(own)
    other = site(rounds=(ROUNDS[0], *reversed(ROUNDS[1:])))
    assert record(other, [{"activity": "A2"}]).new == 0


def test_a_row_with_an_error_is_not_taken_for_gone(site):
    record(site())
    own = site(positions=(SAID[0], SAID[1].replace(",union,", ",onion,")))
    with pytest.raises(InvalidInput, match=r"huye: nothing is recorded .* errors \(1\)"):
        record(own)
    assert not any(one["what"] == "gone" for one in events(own))


def test_words_are_erased_once_the_table_says_them_no_longer(site):
    own = site()
    record(own)
    with pytest.raises(InvalidInput, match="What still stands"):
        erase_texts(own, "people/P4")
    own = site(people=(PEOPLE[0],), participants=(CAME[0], CAME[1].replace(",P4,", ",,")))
    found = record(own)
    assert "Ada Example" in dict(found.texts.values()).values()
    found = erase_texts(own, "people/P4")
    persons = (found.path.parent / "persons.json").read_text("utf-8")
    assert persons.count("Ada Example") == 1  # who made the proposal, in another row
    assert '"Union"' not in persons
    assert verify_record(read_record(own.project.folder, "huye")) == ()
    assert events(own)[-1]["what"] == "erased"
    with pytest.raises(InvalidInput, match="no text of people/P4 is left"):
        erase_texts(own, "people/P4")
    own = site(positions=(SAID[0], SAID[1].replace("Ada wants land", "")))
    record(own)
    assert "Ada wants land" not in str(erase_texts(own, "positions/1/P1/1/union").texts)


@pytest.mark.parametrize("row", ["", "people", "nowhere/1", "positions/1", "sites/huye"])
def test_a_row_that_is_not_recorded_has_nothing_to_erase(site, row):
    own = site()
    record(own)
    with pytest.raises(InvalidInput, match="is left to erase"):
        erase_texts(own, row)


def test_what_is_recorded_are_tables_with_a_key():
    tables = declaration().tables
    assert set(RECORDED) <= set(tables)
    for name in RECORDED:
        columns = tables[name].columns
        assert not any(columns[part].personal for part in tables[name].key)
        assert all(column.type == "text" for column in columns.values() if column.personal)
