"""The figures themselves are tested together, in test_options.py, on the same options."""

from workbench.options import figures
from workbench.options.figures import option_steps


def test_the_pictures_are_given_out():
    own = [
        name
        for name in figures.__all__
        if getattr(figures, name).__module__ == option_steps.__name__
    ]
    assert own
