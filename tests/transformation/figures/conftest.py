"""Figures of a roll-out whose texts are as awkward as texts can be."""

import re

import pytest

TAGS = re.compile(r"</?(?!b>|i>|br>)[a-zA-Z]")


@pytest.fixture
def sound():
    """Return a check that a figure has its words, and that no text from data became markup."""

    def check(figure):
        meta = figure.layout.meta
        assert meta["caption"]
        assert meta["alt"]
        assert "nan" not in f"{meta}".split()
        shown = [one.text for one in figure.layout.annotations]
        for axis in ("xaxis", "yaxis"):
            shown += figure.layout[axis].ticktext or ()
        for trace in figure.data:
            assert trace.hovertemplate is None
            shown += [trace.name, *(getattr(trace, "hovertext", None) or ())]
        for text in filter(None, shown):
            assert not TAGS.search(text)
            assert "$" not in text
        assert not figure.layout.width
        type(figure)(figure.to_dict())  # plotly's own check

    return check


NASTY = "<script>x</script> $a$ Ärzte"
