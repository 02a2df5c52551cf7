"""The server of the page: Voilà on the loopback address, and nothing without the token.

Voilà runs a notebook for each visitor and shows what its cells end in; a visitor cannot send code.
It asks for the token at its page alone and takes fonts from other hosts: here every request is
asked, and a header forbids the page to ask anybody else.
"""

from __future__ import annotations

import logging
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from typing import Any, TypeAlias
from urllib.parse import urlencode

import nbformat
from jupyter_core.utils import ensure_async, run_sync
from jupyter_server.auth.identity import IdentityProvider
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from workbench.errors import InvalidInput, WorkbenchError
from workbench.explore.checked_project import keep_checked

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]

_HOST = "127.0.0.1"
_SHORTEST_TOKEN = 8
_IDLE = 1800  # seconds until the process of a visitor who has gone is ended; our own choice
_PING = 30_000  # milliseconds, as often as Voilà asks; else it complains in the terminal
# What draws widgets and figures; the rest of JupyterLab only takes time.
_EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
    "jupyterlab-plotly",
)
_CHECKED = "checked.json"
_CLOSED = "Open the address that 'workbench app' printed: it ends with a token.\n"
_STOPPED = "This page could not be made. End 'workbench app' with Ctrl-C and start it again."


def serve_app(
    project: Path,
    *,
    token: str,
    port: int = 0,
    write: bool = False,
    started: Callable[[str], None],
) -> None:
    """Serve the page of a project until Ctrl-C.

    Parameters
    ----------
    project : Path
        Folder of the project.
    token : str
        What every request has to show, in the address or as the cookie that it is kept in.
    port : int
        Where to listen; 0 takes a free port.
    write : bool
        Whether scenarios may be saved and rows be written.
    started : callable
        Is given the address, once it answers.

    Raises
    ------
    InvalidInput
        The project cannot be read, the token is too short, or the port is not free.
    """
    if len(token) < _SHORTEST_TOKEN:
        message = f"A token has at least {_SHORTEST_TOKEN} signs; without --token one is made."
        raise InvalidInput(message)
    project = project.resolve()  # as the visitors' processes ask for it, from wherever they are
    with _listening(port) as opened, tempfile.TemporaryDirectory(prefix="workbench-app-") as own:
        seen, checked = _stamp(project), Path(own) / _CHECKED
        title = keep_checked(project, checked).settings.title
        notebook = Path(own) / "page.ipynb"
        nbformat.write(page_notebook(project, checked, title=title, write=write), notebook)
        address = f"http://{_HOST}:{opened.getsockname()[1]}/"
        server = _Server(
            notebook_path=str(notebook), root_dir=own, connection_dir_root=own, token=token,
            ip=_HOST, port=opened.getsockname()[1], config=_config(address),
            config_file_paths=[], log_level=logging.ERROR, open_browser=False,
        )  # fmt: skip
        server.opened, server.project, server.seen = opened, project, seen
        server.started = lambda: started(f"{address}?{urlencode({'token': token})}")
        server.initialize(argv=[])
        server.start()


def page_notebook(
    project: Path, checked: Path, *, title: str, write: bool
) -> nbformat.NotebookNode:
    """Return the notebook that is run for each visitor.

    Examples
    --------
    >>> made = page_notebook(Path("/p"), Path("/c"), title="Seed", write=False)
    >>> print(made.cells[0].source)
    from workbench.explore.app_page import app_page
    <BLANKLINE>
    app_page('/p', write=False, checked='/c')
    """
    source = (
        "from workbench.explore.app_page import app_page\n\n"
        f"app_page({str(project)!r}, write={write}, checked={str(checked)!r})"
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell = nbformat.v4.new_code_cell(source, id="page")
    made: nbformat.NotebookNode = nbformat.v4.new_notebook(
        cells=[cell], metadata={"title": title, "kernelspec": kernel}
    )
    return made


@contextmanager
def _listening(port: int) -> Iterator[socket]:
    """Open a socket that this computer alone can reach, before anything is read."""
    with socket() as opened:
        opened.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            opened.bind((_HOST, port))
            opened.listen()
        except OSError as error:
            message = (
                f"Port {port} cannot be used ({error.strerror}); without --port a free one is."
            )
            raise InvalidInput(message) from error
        opened.settimeout(0)
        yield opened


def _config(address: str) -> Config:
    """Say what Voilà is to do: prepare a page ahead, forbid other hosts, take no orders by URL."""
    socket_address = address.replace("http:", "ws:", 1)
    policy = (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        f"style-src 'self' 'unsafe-inline'; connect-src 'self' {socket_address} blob: data:; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return Config(
        {
            "Voila": {
                "identity_provider_class": IdentityProvider,
                "tornado_settings": {
                    "headers": headers,
                    "allow_remote_access": False,
                    "ws_ping_timeout": _PING,
                },
            },
            "VoilaConfiguration": {
                "preheat_kernel": True,
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "file_allowlist": [],
                "extension_allowlist": list(_EXTENSIONS),
            },
            "VoilaExecutor": {"cell_error_instruction": _STOPPED},
            "IdentityProvider": {"cookie_options": {"samesite": "Strict"}},
            "KernelManager": {"transport_encryption": "auto"},
            "MappingKernelManager": {"cull_idle_timeout": _IDLE},
        }
    )


class _Page(TornadoVoilaHandler):  # type: ignore[misc]
    """The page, from the newest tables."""

    async def get(self, path: str | None = None) -> None:
        await self.settings["voila"].renew()
        await super().get(path)


def _guarded(handler: type[Any]) -> type[Any]:
    """Return a handler of requests that asks for the token first."""

    class Guarded(handler):  # type: ignore[misc]
        async def prepare(self) -> None:
            identity = self.settings["identity_provider"]
            shown = identity.get_token(self) or ""
            if not (compare_digest(shown.encode(), identity.token.encode())
                    or identity.get_user_cookie(self)):  # fmt: skip
                self.set_status(HTTPStatus.FORBIDDEN)
                self.set_header("Content-Type", "text/plain; charset=utf-8")
                await self.finish(_CLOSED)
                return
            prepared = super().prepare()
            if isinstance(prepared, Awaitable):
                await prepared

    return Guarded


def _stamp(project: Path) -> Stamp:
    """Return what changes when a file of a project is written: the names, times and sizes."""
    files = sorted((*project.glob("*"), *project.glob("*/*.yaml")))
    kept = [(str(one), one.stat()) for one in files if one.is_file()]
    return tuple((name, of.st_mtime_ns, of.st_size) for name, of in kept)


class _Server(Voila):  # type: ignore[misc]
    """Voilà with our page, a token for every request, and pages prepared from the newest tables."""

    opened: socket
    project: Path
    seen: Stamp
    started: Callable[[], None]

    def setup_template_dirs(self) -> None:
        """Put our template before the others."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(Path(__file__).parent / "app_template"))

    def init_handlers(self) -> list[Any]:
        """Ask for the token everywhere."""
        return [
            (pattern, _guarded(_Page if handler is TornadoVoilaHandler else handler), *more)
            for pattern, handler, *more in super().init_handlers()
        ]

    async def _tell(self) -> None:
        """Say that the page is there, once the first one is prepared."""
        for preparing in self._prepared():
            prepared = await preparing
            await prepared["task"]
        self.started()

    def _prepared(self) -> list[Any]:
        """Return the tasks of the pages that are prepared."""
        pools: dict[str, list[Any]] = self.kernel_manager._pools  # noqa: SLF001 - no other way
        return pools.setdefault(self.kernel_manager.notebook_path, [])

    async def renew(self) -> None:
        """Make the page anew that was prepared, if the tables have changed since."""
        now = _stamp(self.project)
        if now == self.seen:
            return
        checked = Path(self.root_dir) / _CHECKED
        try:
            await self.ioloop.run_in_executor(None, keep_checked, self.project, checked)
        except (WorkbenchError, OSError):
            checked.unlink(missing_ok=True)  # the page says what is wrong with the tables
        self.seen, pages = now, self._prepared()
        old = pages.copy()
        pages.clear()
        self.kernel_manager.fill_if_needed(delay=0, notebook_name=self.kernel_manager.notebook_path)
        for preparing in old:
            prepared = await preparing
            await ensure_async(self.kernel_manager.shutdown_kernel(prepared["kernel_id"]))

    def listen(self) -> None:
        """Answer on the socket that is open, until a signal comes."""
        HTTPServer(self.app).add_socket(self.opened)
        self.ioloop = IOLoop.current()
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.ioloop.add_callback(self._tell)
        try:
            self.ioloop.start()
        finally:
            self.stop()

    def stop(self) -> None:
        """End all processes of visitors at once: they hold nothing that is not written."""
        shutil.rmtree(self.connection_dir, ignore_errors=True)
        run_sync(self.kernel_manager.shutdown_all)(now=True)
