import re

from hypothesis import given
from hypothesis import strategies as st

from workbench.project.importers.identifiers import is_safe, near_duplicates, short_names, slug


@given(st.text(max_size=120))
def test_a_slug_is_always_safe_as_a_folder(text):
    short = slug(text)
    assert is_safe(short)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", short)
    assert slug(text) == short


@given(st.lists(st.text(max_size=12), max_size=20))
def test_different_texts_never_share_a_short_name(texts):
    codes = short_names(texts).codes
    assert len({code.casefold() for code in codes.values()}) == len(set(texts))


def test_short_names_do_not_depend_on_the_order_of_the_file():
    texts = ["UN WOMEN", "UN Women", "WFP", "OWS DF", "OWS-DF"]
    assert short_names(texts).codes == short_names(texts[::-1]).codes


def test_texts_that_would_have_one_short_name_get_two():
    names = short_names(["OWS DF", "OWS-DF", "WFP"])
    assert names.codes["OWS DF"] != names.codes["OWS-DF"]


def test_paths_and_reserved_names_are_made_harmless():
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("..") == slug("..")
    assert is_safe(slug(".."))
    assert slug("NUL") == "x-nul"
    assert slug("ሀገር").startswith("x-")
    long = slug("a" * 200)
    assert len(long) <= 60 and long != slug("a" * 201)


def test_codes_are_taken_as_they_stand_or_refused():
    names = short_names(["ET01", "et01", "../x", "CON", "a/b", "KE-1"], style="code")
    assert names.codes == {"ET01": "ET01", "KE-1": "KE-1"}
    assert set(names.refused) == {"et01", "../x", "CON", "a/b"}


def test_near_duplicates_are_listed_with_the_reason():
    pairs = near_duplicates(
        {
            "mt": ["Medical Teams International"],
            "mti": ["Medical Teams International"],
            "hi": ["Handicap International"],
            "un-women-1": ["UN WOMEN"],
            "un-women-2": ["UN Women"],
            "site-1": ["Health centre number 1"],
            "site-2": ["Health centre number 2"],
        }
    )
    assert [(one, two) for one, two, _ in pairs] == [("mt", "mti"), ("un-women-1", "un-women-2")]
    assert "both are called" in pairs[0][2]
    assert "capitals or signs" in pairs[1][2]
