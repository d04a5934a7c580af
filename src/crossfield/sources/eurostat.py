"""The live client: one dataset of Eurostat, or of another SDMX provider, as SDMX-CSV for the source statistics.

Needs the extra ``live`` (the package sdmx1), which is imported at the first call only.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from crossfield.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

PERIOD = "TIME_PERIOD"
FLAGS = ("OBS_FLAG", "OBS_STATUS")


def load_dataset(
    code: str, key: str | Mapping[str, Sequence[str]] = "", *, folder: Path, provider: str = "ESTAT"
) -> Path:
    """Load a dataset and write it as SDMX-CSV, ready for ``crossfield fetch statistics --from PATH``.

    Parameters
    ----------
    code
        Code of the dataset, such as ``pat_ep_rtot``.
    key
        Dimension → values, such as ``{"geo": ["DED", "DE"], "unit": ["NR"]}``, or the provider's own short form
        ``NR.DED+DE``; empty: all of it.
    folder
        Folder for the file, which is called ``CODE.csv``; a file that is there is replaced.
    provider
        Provider as sdmx1 names it: ESTAT (Eurostat), OECD, ECB, ...

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ConfigError
        The extra ``live`` is not installed, or there is no such provider.
    SourceError
        The provider cannot be reached (temporary), does not know the dataset, or answers without data.

    Examples
    --------
    >>> from pathlib import Path
    >>> load_dataset("no code", folder=Path("data"))
    Traceback (most recent call last):
    ...
    crossfield.errors.ConfigError: 'no code' is no code of a dataset. Expected letters, digits and _, as pat_ep_rtot.
    """
    if not re.fullmatch(r"[A-Za-z0-9_$@-]+", code):
        message = f"{code!r} is no code of a dataset."
        raise ConfigError(message, "Expected letters, digits and _, as pat_ep_rtot.")
    message = _ask(_import_client(), provider, code, key)
    rows = [_row(one) for data in getattr(message, "data", ()) for one in data.obs]
    if not rows:
        text = f"{provider} has no data of {code} for the key {key or 'all'!r}."
        raise SourceError(text, "Check the key against the dataset's dimensions.")
    path = folder / f"{code.lower()}.csv"
    _write(path, rows)
    return path


def _import_client() -> ModuleType:
    try:
        import sdmx  # noqa: PLC0415 -- optional dependency
    except ImportError as error:
        message = "Loading from Eurostat needs the extra 'live'."
        raise ConfigError(
            message,
            "Install it with: pip install 'crossfield[live]', or download the dataset as TSV or SDMX-CSV and give "
            "the file: crossfield fetch statistics --from PATH",
        ) from error
    client: ModuleType = sdmx
    return client


def _ask(sdmx: ModuleType, provider: str, code: str, key: str | Mapping[str, Sequence[str]]) -> Any:  # noqa: ANN401
    from requests.exceptions import HTTPError, RequestException  # noqa: PLC0415 -- optional dependency

    if provider not in sdmx.list_sources():
        message = f"There is no provider {provider!r}."
        raise ConfigError(message, f"Known: {', '.join(sdmx.list_sources())}.")
    unreadable = (
        *(sdmx.exceptions.ParseError, sdmx.exceptions.XMLParseError),
        *(SyntaxError, AssertionError, LookupError, ValueError, RuntimeError),
    )
    try:
        return sdmx.Client(provider).get("data", code, key=key)
    except HTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        message = f"{provider} answers {status} for {code} with the key {key or 'all'!r}."
        raise SourceError(message, "Check code and key.", temporary=status >= 500) from error  # noqa: PLR2004
    except RequestException as error:
        message = f"{provider} cannot be reached: {type(error).__name__}."
        raise SourceError(message, "Check the network and try again.", temporary=True) from error
    except unreadable as error:
        message = f"The answer of {provider} for {code} cannot be read as SDMX: {error}."
        raise SourceError(message, "Download the dataset as TSV or SDMX-CSV and give the file.") from error


def _row(observation: Any) -> dict[str, str]:  # noqa: ANN401 -- sdmx1 has no types
    told = {str(name): str(value.value) for name, value in observation.key.values.items()}
    period = told.pop(PERIOD, "")
    flags = [str(value.value) for name, value in observation.attrib.items() if name in FLAGS]
    value = "" if observation.value is None else str(observation.value)
    return told | {PERIOD: period, "OBS_VALUE": value, "OBS_FLAG": " ".join(flags)}


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        part.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise SourceError(message, "Name another folder.") from error
