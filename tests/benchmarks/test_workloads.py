import json

from benchmarks import workloads


def test_figures_of_a_template_are_counted_by_how_they_are_shown(notebook):
    template = notebook(("fig.show()\nother.show()", []), ("fig", []))
    template["cells"].append({"cell_type": "markdown", "source": "call fig.show()"})
    assert workloads.shown_figures(template) == 2


def test_without_the_scripts_it_says_what_is_not_there(tmp_path):
    assert "there is no make_notebook.py in" in workloads.why_no_reference(tmp_path)


def test_our_own_notebooks_on_the_first_sites_of_the_example(tmp_path):
    work = workloads.own(2)
    assert work.sites == ("rw-huye", "rw-nyanza")
    assert [path.name[0] for path in work.notebooks] == ["1", "2", "3", "3", "3", "4"]
    assert work.first(1).sites == ("rw-huye",)
    told = json.loads(work.write(tmp_path / "work.json", tmp_path / "out").read_text("utf-8"))
    assert told["parameters"] == {"project": str(workloads.EXAMPLE)}
    assert told["out"] == str(tmp_path / "out")


def test_the_reference_template_is_written_by_its_own_scripts(tmp_path):
    scripts, target = tmp_path / "scripts", tmp_path / "target"
    scripts.mkdir()
    target.mkdir()
    notebook = {"cells": [{"cell_type": "code", "source": "a.show(); b.show()"}]}
    (scripts / "make_notebook.py").write_text(
        f"import pathlib, sys\npathlib.Path(sys.argv[1]).write_text({json.dumps(notebook)!r})"
    )
    (scripts / "make_data.py").write_text(
        "import pathlib, sys\npathlib.Path(sys.argv[1]).mkdir()\n"
        "(pathlib.Path(sys.argv[1]) / 'given').write_text(' '.join(sys.argv[2:]))"
    )
    work = workloads.reference(scripts, 8, target)
    assert work.figures == 2
    assert work.sites[-1] == "S0008"
    assert (target / "data-24" / "given").read_text() == "--sites=24 --rows-per-site=720"
    many = workloads.reference(scripts, 240, target)
    assert many.parameters == {"data_dir": str(target / "data-240")}
    assert (target / "data-240" / "given").read_text() == "--sites=240 --rows-per-site=420"
