"""``crossfield up``: everything the workbench needs, started in one process."""

from __future__ import annotations

import ctypes
import gc
import os
import secrets
import shutil
import signal
import socket
import sys
import threading
import webbrowser
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from crossfield.config import load_settings, workspace_folder
from crossfield.errors import ConfigError, CrossfieldError

# Arrow reads it when it is first used; its own allocator kept 280 MB that the threads had given back.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

SWITCH = 0.001
"""Seconds after which a thread that computes lets others go on: at Python's 5 ms a page waits so long at each step."""
THREADS = 6
ENDS = 10.0
"""Seconds that what is done beside the requests is given to end."""
HEAP = ((-3, 256 * 2**10), (-8, 2))
"""M_MMAP_THRESHOLD in bytes and M_ARENA_MAX of glibc's malloc.h."""
LARGEST_BODY = 8 * 2**30
"""Where a browser runs no script a dump comes as one request; it is written to disk as it comes."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- what is refused without names
BUNDLED = {
    "bootstrap.min.css": ("bootstrap", "static/bootstrap/css/bootstrap.min.css"),
    "htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the workbench listens.

    Parameters
    ----------
    host
        Address or name of this computer; beyond loopback, people sign in.
    port
        0: any free one.
    """

    host: str
    port: int


def start(address: Address, *, lake: str, browser: bool) -> None:
    """Prepare database and assets, then serve until stopped.

    Parameters
    ----------
    address
        Where to listen.
    lake
        Folder of the lake; empty: the starter lake.
    browser
        Open the first page.

    Raises
    ------
    ConfigError
        The port is taken; the host is beyond loopback and no account with a password exists, or it stands for every
        address and the names it answers to are not set; the workspace cannot be written.
    LakeError
        There is no lake.
    """
    _give_memory_back()
    with closing(_listen(address)) as listener:
        os.environ["CROSSFIELD_HOST"] = address.host
        os.environ["CROSSFIELD_LAKE"] = lake
        folder = open_workspace()
        from crossfield.web.accounts.actions.backup import hold_workspace  # noqa: PLC0415 -- after Django is set up

        with hold_workspace():
            _bring_up_to_date()
            page = _ready(address, folder, listener.getsockname()[1])
            _go_on_loading()
            if browser:
                webbrowser.open(page)
            _serve(listener)


def _give_memory_back() -> None:
    """Have the C library give large blocks back at once, and let the threads share two heaps: a quarter less is held.

    Only glibc knows this call; elsewhere the allocator stays as it is.
    """
    with suppress(OSError, TypeError, AttributeError):
        library = ctypes.CDLL(None)
        for option, value in HEAP:
            library.mallopt(option, value)


def _ready(address: Address, folder: Path, port: int) -> str:
    """Check who could get in, bring the vocabulary into the workspace, and say where the workbench is."""
    from django.conf import settings  # noqa: PLC0415 -- needs the environment that was set before

    from crossfield.web.accounts.queries.account import has_account_with_password  # noqa: PLC0415 -- the same
    from crossfield.web.evidence.actions.search import fill_search, is_filled  # noqa: PLC0415 -- the same
    from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies  # noqa: PLC0415 -- the same
    from crossfield.web.evidence.queries.data import chosen_lake  # noqa: PLC0415 -- the same

    if address.host in EVERYWHERE and not settings.CROSSFIELD.hosts:
        message = f"{address.host} stands for every address of this computer, and no name is set to answer to."
        raise ConfigError(message, "Set the names people type: CROSSFIELD_HOSTS=bench.example.org")
    if not settings.DESK and not has_account_with_password():
        message = f"Nobody could sign in: no account with a password exists in {folder}."
        raise ConfigError(message, "Make one first: crossfield account create MAIL-ADDRESS")
    lake = chosen_lake()
    version = lake.current()
    adopt_vocabularies()
    if lake.is_starter and not is_filled(version):
        fill_search(version)  # a second, once; the names of larger lakes are collected beside the requests
    _warm(version)
    page = f"http://{'localhost' if settings.DESK else settings.ALLOWED_HOSTS[0]}:{port}"
    shown = "the starter lake" if lake.is_starter else str(lake.path)
    if not settings.CROSSFIELD.address:
        settings.SITE = page
    print(f"crossfield shows {shown} ({version}) at {page} - stop with Ctrl+C", flush=True)
    return page


def _go_on_loading() -> None:
    """What was being loaded or taken over when the workbench ended goes on."""
    from crossfield.web.evidence.queries.load import queued_loads  # noqa: PLC0415 -- after setup
    from crossfield.web.evidence.tasks.worker import start_worker  # noqa: PLC0415 -- after setup
    from crossfield.web.registry.queries.intake import queued_lists  # noqa: PLC0415 -- after setup

    if queued_loads():
        start_worker()
    if queued_lists():
        start_worker("lists")


def _warm(version: str) -> None:
    """Import all pages and lay out the first one, so that who asks first does not wait; errors are told by the page."""
    from altair.utils.schemapi import disable_debug_mode  # noqa: PLC0415 -- slow import, with the pages
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.urls import get_resolver  # noqa: PLC0415 -- after setup
    from django.utils import translation  # noqa: PLC0415 -- after setup

    from crossfield.web.desk.queries.start import start_view  # noqa: PLC0415 -- after setup
    from crossfield.web.evidence.queries.organisation import read_ties  # noqa: PLC0415 -- after setup
    from crossfield.web.evidence.queries.partner_search import read_ahead  # noqa: PLC0415 -- after setup
    from crossfield.web.evidence.queries.region import default_region  # noqa: PLC0415 -- after setup

    get_resolver().url_patterns  # noqa: B018 -- imports them
    for language, _name in settings.LANGUAGES:
        with translation.override(language), suppress(CrossfieldError):
            start_view(version, default_region(""), language)
    read_ties(version)
    read_ahead(version)
    disable_debug_mode()  # each part of a chart was checked against the grammar's schema; the tests still do
    gc.collect()
    gc.freeze()  # what is loaded by now stays: going through it again and again held up pages


def prepare() -> Path:
    """Open the workspace, bring its database up to date, and build the assets once per version.

    Returns
    -------
    Path
        The workspace's folder.

    Raises
    ------
    ConfigError
        The folder cannot be written to, or Django is not installed.
    """
    folder = open_workspace()
    _bring_up_to_date()
    return folder


def _bring_up_to_date() -> None:
    """The database and the assets, once the workspace is open."""
    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _build_assets()


def open_workspace() -> Path:
    """Make the workspace's folder and key, and set Django up; its database is left as it is.

    Returns
    -------
    Path
        The workspace's folder.

    Raises
    ------
    ConfigError
        The folder cannot be written to, or Django is not installed.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "crossfield.web.settings"
    try:
        import django  # noqa: PLC0415 -- an extra
    except ImportError as error:
        message = "The workbench needs the packages of the extra 'web'."
        raise ConfigError(message, "Install them: pip install 'crossfield[web]'") from error
    folder = workspace_folder(load_settings())
    try:
        (folder / "incoming").mkdir(parents=True, exist_ok=True)
        _keep_key(folder)
    except OSError as error:
        message = f"The workspace {folder} cannot be written: {error.strerror}."
        raise ConfigError(message, "Name another folder: CROSSFIELD_WORKSPACE=DIR") from error
    django.setup()
    return folder


def _keep_key(folder: Path) -> None:
    """Keep the key that signs sessions, readable by this user only, before the settings read it."""
    path = folder / "secret_key"
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))


def _build_assets() -> None:
    """Bundle, hash and compress what browsers load; done once, and again where the program's own files have changed."""
    from django.conf import settings  # noqa: PLC0415 -- after setup
    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    own = Path(__file__).parent / "static"
    newest = max(path.stat().st_mtime_ns for path in own.rglob("*") if path.is_file())
    stamp = settings.ASSETS / "built"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == str(newest):
        return
    print("Setting up the pages, once ...", file=sys.stderr, flush=True)
    from crossfield.charts.page import vega_bundle  # noqa: PLC0415 -- slow import, needed once

    shutil.rmtree(settings.ASSETS, ignore_errors=True)
    bundle = settings.ASSETS / "bundle" / "bundle"
    bundle.mkdir(parents=True)
    for name, (package, path) in BUNDLED.items():
        text = resources.files(package).joinpath(path).read_text("utf-8")
        lines = (line for line in text.splitlines() if "sourceMappingURL" not in line)  # the map is not bundled
        (bundle / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (bundle / "vega.js").write_text(vega_bundle(), encoding="utf-8")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(str(newest), encoding="ascii")


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows it would share the port with whoever has it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address.host, address.port))
        listener.listen()  # at once: who comes before the server is ready waits instead of being refused
    except OSError as error:
        listener.close()
        message = f"Port {address.port} cannot be used: {error.strerror}."
        raise ConfigError(message, "Choose another with --port, or 0 for any free one.") from error
    return listener


def _proxy_options() -> dict[str, object]:
    """Whom to believe about who asks: the one proxy that is set, and nobody else.

    At a desk these headers are kept, so that a request that came through a proxy is known as such and refused.
    """
    from django.conf import settings  # noqa: PLC0415 -- after setup

    if settings.DESK:
        return {"clear_untrusted_proxy_headers": False}
    if not settings.CROSSFIELD.proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.CROSSFIELD.proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _serve(listener: socket.socket) -> None:
    from waitress.server import create_server  # noqa: PLC0415 -- an extra

    from crossfield.web.evidence.tasks.search import follow_data  # noqa: PLC0415 -- after setup
    from crossfield.web.tasks import follow_schedule  # noqa: PLC0415 -- after setup
    from crossfield.web.wsgi import application  # noqa: PLC0415 -- after setup

    limits = {"max_request_body_size": LARGEST_BODY}
    server = create_server(application, sockets=[listener], threads=THREADS, ident="", **limits, **_proxy_options())
    sys.setswitchinterval(SWITCH)
    stop = threading.Event()
    search = follow_data(stop)
    follow_schedule(stop)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that its processes end, too
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.close()
        search.join(ENDS)
        gc.unfreeze()  # else DuckDB's module, frozen with the rest, says at the end that it was not collected
    print("Stopped.")
