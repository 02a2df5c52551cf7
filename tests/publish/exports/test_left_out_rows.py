"""The list of what was left out is CSV that computes nothing."""

import csv
import io

from workbench.publish.exports.left_out_rows import HEADS, NotExported, left_out_csv


def test_each_row_has_site_what_and_why():
    rows = [NotExported("Huye, south", 'a "code"', "Theirs.\nNot ours.")]
    read = list(csv.reader(io.StringIO(left_out_csv(rows).decode())))
    assert read == [list(HEADS), list(rows[0])]


def test_a_formula_is_text():
    (_, row) = csv.reader(io.StringIO(left_out_csv([NotExported("=1+1", "@x", "-2")]).decode()))
    assert row == ["'=1+1", "'@x", "'-2"]
