"""Settings: one frozen object, read from ``crossfield.toml`` and the environment."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from crossfield.errors import ConfigError, closest_names

NUTS_VERSIONS = ("2016", "2021", "2024")
LANGUAGES = ("en", "de")
ENGINES = ("duckdb", "spark")
YES, NO = "yes", "no"
YES_OR_NO = (NO, YES)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set.

    Parameters
    ----------
    lake
        Folder of the lake; empty: the starter lake that ships with the package.
    nuts
        NUTS version all figures refer to: 2016 (default, United Kingdom included), 2021 or 2024.
    vocabulary
        Path of a vocabulary file that is loaded beside the shipped ones; empty: none.
    gisco
        Path of a GeoJSON file of NUTS polygons from Eurostat's GISCO, by which coordinates are placed; empty: none.
    scheme
        Scheme used where none is asked for.
    region
        Example region.
    language
        en or de.
    engine
        duckdb or spark.
    text_model
        Folder of multilingual-e5-small (ONNX), or its name to have it fetched; needs the extra `text`; empty: none.
    boost
        yes: trees correct the partner ranker, at the build and in answers; needs the extra `boost`.
    workspace
        Folder of the workbench's database, documents and key; empty: the user's data folder.
    database
        Database of the workbench, such as ``postgresql://user:password@server/name``; empty: SQLite in the workspace.
    host
        Address the workbench listens on. Beyond this computer, people sign in.
    hosts
        Names by which a workbench beyond this computer is called, separated by commas; empty: the address itself.
    proxy
        IP address of the proxy that speaks https for the workbench and is believed when it says who asks; empty: none.
    mail
        Mail server, such as ``smtp://user:password@server:587`` or ``smtps://…``; empty: the terminal shows the mail.
    mail_from
        Sender of the mail that the workbench sends.
    address
        Address under which people open the workbench, such as ``https://bench.example.org``, for links in mail; empty:
        made from the names.
    openid
        Path of a TOML file with the OpenID Connect providers of institutions; empty: people sign in by password only.
    demo
        yes: a demonstration, with accounts whose passwords are printed and a banner on every page.
    """

    lake: str = ""
    nuts: str = "2016"
    vocabulary: str = ""
    gisco: str = ""
    scheme: str = "saxony"
    region: str = "DED"
    language: str = "en"
    engine: str = "duckdb"
    text_model: str = ""
    boost: str = NO
    workspace: str = ""
    database: str = ""
    host: str = "127.0.0.1"
    hosts: str = ""
    proxy: str = ""
    mail: str = ""
    mail_from: str = "crossfield@localhost"
    address: str = ""
    openid: str = ""
    demo: str = NO


def load_settings(folder: Path | None = None) -> Settings:
    """Read ``crossfield.toml`` in ``folder`` (default: here), then ``CROSSFIELD_…`` from the environment.

    Raises
    ------
    ConfigError
        The file is no TOML, a setting is unknown, or a value is not allowed.
    """
    path = (folder or Path.cwd()) / "crossfield.toml"
    values = _read_toml(path) if path.is_file() else {}
    names = [field.name for field in fields(Settings)]
    for name in values:
        if name not in names:
            close = closest_names(name, names)
            hint = f"Did you mean {', '.join(close)}?" if close else f"Known settings: {', '.join(names)}."
            message = f"{path} has an unknown setting {name!r}."
            raise ConfigError(message, hint)
    for name in names:
        given = os.environ.get(f"CROSSFIELD_{name.upper()}")
        if given is not None:
            values[name] = given
    return check_settings(replace(Settings(), **values))


def check_settings(settings: Settings) -> Settings:
    """Return the settings, or say which one has a value that cannot be used.

    Raises
    ------
    ConfigError
        NUTS version, language, engine, boost or demo is none of the known ones.
    """
    limited = {"nuts": NUTS_VERSIONS, "language": LANGUAGES, "engine": ENGINES, "boost": YES_OR_NO, "demo": YES_OR_NO}
    for name, allowed in limited.items():
        value = getattr(settings, name)
        if value not in allowed:
            message = f"The setting {name!r} is {value!r}; expected one of {', '.join(allowed)}."
            raise ConfigError(message, f"Change it in crossfield.toml or in CROSSFIELD_{name.upper()}.")
    return settings


def workspace_folder(settings: Settings) -> Path:
    """Folder of the workbench's database, documents and key: as set, else where the system keeps a user's data."""
    if settings.workspace:
        return Path(settings.workspace)
    from platformdirs import user_data_path  # noqa: PLC0415 -- needed where no folder is set only

    return user_data_path("crossfield", appauthor=False) / "workspace"


def _read_toml(path: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML: {error}."
        raise ConfigError(message, "Mend the line it names, or remove the file.") from error
    return {name: str(value) for name, value in values.items()}
