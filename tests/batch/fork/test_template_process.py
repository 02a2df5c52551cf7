import sys

from workbench.batch.fork.template_process import imports_of, preload


def test_imports_are_found_without_running_anything(notebook_at, tmp_path):
    sources = ["%matplotlib inline\nimport a.b as c, d", "from e.f import g\nfrom . import h",
               "if True:\n    import i", "not python at all", "!ls\nimport a.b"]  # fmt: skip
    notebook = notebook_at(tmp_path / "1-x.ipynb", sources)
    assert imports_of(notebook) == ["a.b", "d", "e.f", "e.f.g", "i"]
    assert imports_of(tmp_path / "nothing.ipynb") == []


def test_what_cannot_be_imported_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "leaves_at_import.py").write_text("import sys; sys.exit(1)")
    (tmp_path / "warns_at_import.py").write_text("import warnings; warnings.warn('x')")
    monkeypatch.syspath_prepend(tmp_path)
    preload(["no.such.module", "leaves_at_import", "warns_at_import", "debugpy.nothing"])
    assert "warns_at_import" in sys.modules
    assert "leaves_at_import" not in sys.modules
