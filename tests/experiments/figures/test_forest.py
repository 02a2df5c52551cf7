"""The forest plot: every effect, the mean, and what is to be expected at a new place."""

import pytest

from workbench.errors import NothingToShow
from workbench.experiments.figures.forest import forest


def test_every_trial_the_mean_and_a_new_place(huye):
    figure = forest(huye.main, huye.title)
    words = [str(word) for word in figure.layout.yaxis.ticktext or ()]
    words += [str(note.text) for note in figure.layout.annotations]
    said = " ".join(words)
    assert all(f"Trial {number}" in said for number in (1, 8, 13))
    assert "Mean 0.49" in said
    assert "New place" in said
    assert "13 effects of 13 studies" in figure.layout.meta["caption"]
    assert "in doubt" in {trace.name for trace in figure.data}


def test_without_experiments_there_is_no_picture(nothing):
    with pytest.raises(NothingToShow):
        forest(nothing.main, "Nothing")
