"""The `view` command, which writes the browsable report."""

import contextlib
import webbrowser
from typing import Annotated

from cyclopts import Parameter
from cyclopts.types import Port

from flows.cli.parameters import Data, Folder, ReleaseName
from flows.options import DEFAULTS
from flows.progress import progress, say
from flows.report import make_report, server
from flows.store.files import local_path
from newstables.folders import check_folder
from newstables.release import open_release


def view(
    release: Annotated[ReleaseName | None, Parameter(help="release to show; default: the latest")] = None,
    /,
    *,
    out: Annotated[
        Folder | None,
        Parameter(
            metavar="DIR", help="output folder; an existing report there is replaced. Default: `report` in the folder of the releases"
        ),
    ] = None,
    serve: Annotated[bool, Parameter(negative="", help="then serve it on this machine only, until stopped")] = False,
    port: Annotated[Port, Parameter(help="port to serve on; 0 picks a free one")] = 0,
    open_: Annotated[bool, Parameter(name="--open", negative="", help="open it in the browser")] = False,
    data: Data = DEFAULTS.data,
) -> None:
    """Write the browsable report of a release and optionally serve or open it."""
    folder = local_path(str(out or data), "give a folder for the report with --out")
    check_folder(folder)
    opened = open_release(data, release)
    with progress("report", 2 * opened.manifest["rows"]["articles"], "steps") as advance:
        page = make_report(opened, folder if out else folder / "report", advance).resolve()
    if not serve:
        print(page)
        if open_:
            webbrowser.open(page.as_uri())
        return
    with server(page.parent, port) as running:
        address = f"http://127.0.0.1:{running.server_port}/"
        print(address, flush=True)
        say("newstables: serving on this machine only, until Ctrl-C")
        if open_:
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            running.serve_forever()
