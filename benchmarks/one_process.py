"""Way (b): all sites in one process, with papermill's function and nbconvert's exporter.

    python -m benchmarks.one_process WORK.json

Written as people write it: nothing is tuned, the executed notebook is read back from its file.
"""

import json
import sys
from pathlib import Path

import nbformat
import papermill
from nbconvert import HTMLExporter


def main() -> None:
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for site in work["sites"]:
        folder = Path(work["out"]) / site
        folder.mkdir(parents=True)
        for notebook in map(Path, work["notebooks"]):
            target = folder / notebook.name
            parameters = {**work["parameters"], work["site_parameter"]: site}
            papermill.execute_notebook(str(notebook), str(target), parameters=parameters)
            executed = nbformat.read(target, as_version=4)
            body, _ = HTMLExporter().from_notebook_node(executed)
            target.with_suffix(".html").write_text(body, "utf-8")


if __name__ == "__main__":
    main()
