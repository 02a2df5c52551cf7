from pathlib import Path

from workbench.batch.limits import RunLimits
from workbench.batch.request import Context, Request


def test_what_is_recorded_is_what_was_asked():
    request = Request(
        project=Path("tiny"), as_of="2026-03-14", jobs=3, force=True, limits=RunLimits(memory=512)
    )
    about = Context(
        request=request, project=None, read=None, out=Path(), recipes=(), every_step=(),
        comparison=None,
    )  # fmt: skip
    assert about.parameters == {
        "project": str(Path("tiny").resolve()), "framework": None, "as_of": "2026-03-14",
    }  # fmt: skip
    assert about.options == {
        "jobs": 3, "timeout": 600.0, "cell_timeout": None, "memory": 512, "engine": "auto",
        "scheduler": None, "shared": False, "force": True, "standalone": False,
        "formats": ("html",),
    }  # fmt: skip
