"""Charts as files: SVG, PNG, PDF and a self-contained page, drawn without network.

Text is set in the sans font built into vl-convert, so that a machine without fonts gives the same picture.
"""

from __future__ import annotations

import json
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import vl_convert

from crossfield.charts.interface_cells import Row, answer, interface_cells, read_fields, same_kind_cells
from crossfield.charts.interface_list import interface_ranking, interface_table
from crossfield.charts.interface_map import interface_map
from crossfield.charts.page import data_address, self_contained_page, vega_bundle
from crossfield.charts.palette import theme
from crossfield.charts.words import words_in
from crossfield.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

SUFFIXES = (".svg", ".png", ".pdf")


class Drawable(Protocol):
    """Any Altair chart."""

    def to_dict(self) -> dict[str, Any]:
        """Return the Vega-Lite specification."""
        ...


def render(chart: Drawable, path_suffix: str, *, dark: bool = False, ground: bool = True, scale: float = 2) -> bytes:
    """Return a chart as the content of an image file.

    Parameters
    ----------
    chart
        An Altair chart whose marks name styles of `crossfield.charts.palette.theme`.
    path_suffix
        ``.svg``, ``.png`` or ``.pdf``, with or without the point, in any case.
    dark
        True for light ink on a dark ground.
    ground
        False leaves the ground transparent.
    scale
        Pixels of the PNG per pixel of the chart.

    Raises
    ------
    UnknownNameError
        The suffix is none of the three.
    """
    suffix = f".{path_suffix.lower().removeprefix('.')}"
    drawing: dict[str, Any] = {
        "config": theme(dark=dark, ground=ground),
        "allowed_base_urls": [],
        "vl_version": vl_convert.get_vegalite_versions()[-1],
    }
    # A font without the hyphen that lines do not break at leaves the whole line to another; lines are broken by now.
    spec = json.loads(json.dumps(chart.to_dict(), ensure_ascii=False).replace("\N{NON-BREAKING HYPHEN}", "-"))
    if suffix == ".svg":
        return vl_convert.vegalite_to_svg(spec, **drawing).encode()
    if suffix == ".png":
        return vl_convert.vegalite_to_png(spec, scale=scale, **drawing)
    if suffix == ".pdf":
        return vl_convert.vegalite_to_pdf(spec, **drawing)
    raise UnknownNameError("image format", path_suffix, SUFFIXES, f"Charts are written as {', '.join(SUFFIXES)}.")


def interface_map_page(
    rows: Sequence[Row],
    fields: Sequence[Row],
    *,
    region_name: str,
    language: str = "en",
    shows: str = "strength",
    beside: str = "",
    citation: str = "",
    navigation: str = "",
) -> str:
    """Return the interface map as one HTML file that is complete without network, and without script.

    The file holds the question and its answer, the map (static pictures for light and dark, replaced by the live
    chart with tooltips where the script runs), a ranked list with bars, which stands for the map on narrow
    screens, all figures as a table, and the citation. Its policy allows the file's own style and scripts only.

    Parameters
    ----------
    rows, fields, region_name, language, shows, beside, citation
        As for `crossfield.charts.interface_map.interface_map`.
    navigation
        As for `crossfield.charts.page.self_contained_page`.

    Returns
    -------
    str
        HTML, to be written as UTF-8.
    """
    words = words_in(language)
    chart = interface_map(rows, fields, region_name=region_name, language=language, shows=shows, framed=False)
    sorted_fields = read_fields(fields, language)
    cells = interface_cells(rows, sorted_fields, shows=shows, language=language)
    same_kind = same_kind_cells(rows, sorted_fields, shows=shows, language=language)
    sentence = " ".join(part for part in (answer(cells, shows=shows, language=language), beside) if part)
    title = words[f"title_{shows}"].format(region=region_name)
    source = f"<footer>{escape(words['source'])}: {escape(citation)}</footer>" if citation else ""
    body = "\n".join(
        [
            f'<main>\n<h1>{escape(title)}</h1>\n<p class="answer">{escape(sentence)}</p>',
            _figure(chart, words["map_alt"].format(answer=sentence)),
            interface_ranking(cells, shows=shows, language=language),
            interface_table(cells, same_kind, language=language),
            f"{source}</main>",
        ]
    )
    scripts = [vega_bundle(), _live_script(chart)]
    return self_contained_page(title=title, language=language, body=body, navigation=navigation, scripts=scripts)


def _figure(chart: Drawable, alternative: str) -> str:
    """Return static pictures for light and dark, and the place of the live chart."""
    light, dark = (
        data_address(render(chart, ".svg", dark=dark, ground=False), "image/svg+xml") for dark in (False, True)
    )
    return (
        f'<figure><div id="live"></div><img class="light" src="{light}" alt="{escape(alternative)}">'
        f'<img class="dark" src="{dark}" alt="{escape(alternative)}"></figure>'
    )


def _live_script(chart: Drawable) -> str:
    spec = {name: value for name, value in chart.to_dict().items() if name not in ("$schema", "config")}
    drawing = {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}
    text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    script = resources.files("crossfield.charts").joinpath("page.js").read_text("utf-8")
    return script.replace("/*DRAWING*/ null", text)
