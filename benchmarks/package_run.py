"""Our way for notebooks that need no project: runs of any template, with the package's own workers.

    python -m benchmarks.package_run WORK.json --jobs 2 --engine auto

The record beside the reports is laid out as that of ``workbench run``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from workbench.batch import Run, RunLimits, watcher
from workbench.batch.workers import Workers


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--engine", choices=("auto", "fork", "kernel"), default="auto")
    given = parser.parse_args()
    work = json.loads(given.work.read_text("utf-8"))
    out = Path(work["out"])
    runs = [
        Run(
            site=site,
            notebooks=tuple(map(Path, work["notebooks"])),
            parameters={**work["parameters"], work["site_parameter"]: site},
            out=out / site,
            report=out / site / "report.html",
            shared=out,
            limits=RunLimits(engine=given.engine),
        )
        for site in work["sites"]
    ]
    with Workers(given.jobs, watcher(quiet=True), engine=given.engine) as workers:
        outcomes = list(workers.run(runs))
    record = {
        "sites": {
            one.site: {
                "status": one.status,
                "seconds": one.seconds,
                "engine": one.engine,
                "message": one.message,
            }
            for one in outcomes
        }
    }
    (out / "run.json").write_text(json.dumps(record), "utf-8")
    for one in outcomes:
        if one.status != "done":
            print(f"{one.site}: {one.message}", file=sys.stderr)
    return int(any(one.status != "done" for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
