"""The layers of the interface map: boxes, marks, texts and what answers the pointer, on one grid of pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from crossfield.charts.palette import wrap_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.charts.interface_layout import Text

CROSS = "M-1,-1L1,1M1,-1L-1,1"

LayerData = alt.NamedData | alt.InlineData


def inline(values: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Return rows as the data of one layer."""
    return alt.InlineData(values=list(values))


def titled(chart: alt.LayerChart, title: str, sentence: str, width: float) -> alt.LayerChart:
    """Give a chart its title and the sentence below it, where it stands alone; screen readers are told both."""
    described: alt.LayerChart = chart.properties(description=f"{title} {sentence}".strip())
    if not title:
        return described
    subtitle = wrap_text(sentence, width, 14)
    named: alt.LayerChart = described.properties(
        title=alt.TitleParams(title, subtitle=subtitle, anchor="start", frame="group")
    )
    return named


class PixelLayers:
    """Layers that share one pixel grid and one colour scale.

    Parameters
    ----------
    width, height
        Size of the grid; y grows downwards.
    limits
        Limits between the colour classes.
    shows
        The figure shown; the potential has a scale without a middle.
    """

    def __init__(self, width: float, height: float, limits: Sequence[float], shows: str) -> None:
        self._x = alt.Scale(domain=[0, width], nice=False, zero=False)
        self._y = alt.Scale(domain=[0, height], nice=False, zero=False, reverse=True)
        named: Literal["ramp", "diverging"] = "ramp" if shows == "potential" else "diverging"
        self._colour = alt.Scale(type="threshold", domain=list(limits), range=named)

    def _on(self, data: LayerData, x: str, y: str) -> alt.Chart:
        chart: alt.Chart = alt.Chart(data).encode(
            x=alt.X(f"{x}:Q", scale=self._x, axis=None), y=alt.Y(f"{y}:Q", scale=self._y, axis=None)
        )
        return chart

    def _on_box(self, data: LayerData) -> alt.Chart:
        chart: alt.Chart = self._on(data, "x", "y").encode(x2=alt.X2("x2"), y2=alt.Y2("y2"))
        return chart

    def boxes(self, data: LayerData, style: str) -> alt.Chart:
        """Return rectangles in a style of the palette."""
        chart: alt.Chart = self._on_box(data).mark_rect(style=style, aria=False)
        return chart

    def swatches(self, data: LayerData) -> alt.Chart:
        """Return rectangles coloured by their value."""
        fill = alt.Fill("value:Q", scale=self._colour, legend=None)
        chart: alt.Chart = self._on_box(data).mark_rect(aria=False).encode(fill=fill)
        return chart

    def rules(self, data: LayerData) -> alt.Chart:
        """Return thin lines."""
        return self.styled(data, "rule")

    def styled(self, data: LayerData, style: str) -> alt.Chart:
        """Return lines in a style of the palette."""
        chart: alt.Chart = self._on_box(data).mark_rule(style=style, aria=False)
        return chart

    def sized(self, data: LayerData, style: str) -> alt.Chart:
        """Return circles of the area in their data, in a style of the palette."""
        mark: dict[str, Any] = {"style": style, "shape": "circle", "aria": False}
        chart: alt.Chart = self._on(data, "cx", "cy").mark_point(**mark).encode(size=alt.Size("area:Q", scale=None))
        return chart

    def signs(self, data: LayerData, style: str, shape: str, size: float) -> alt.Chart:
        """Return signs of one shape and size in a style of the palette."""
        mark: dict[str, Any] = {"style": style, "shape": shape, "size": size, "aria": False}
        chart: alt.Chart = self._on(data, "cx", "cy").mark_point(**mark)
        return chart

    def marks(self, data: LayerData) -> list[alt.Chart]:
        """Return one layer per state, so that a mark's form and not only its colour says how sure it is."""
        size = alt.Size("area:Q", scale=None)
        fill = alt.Fill("value:Q", scale=self._colour, legend=None)
        stroke = alt.Stroke("value:Q", scale=self._colour, legend=None)

        def only(state: str) -> alt.Chart:
            chart = self._on(data, "cx", "cy")
            return chart.transform_filter(alt.FieldEqualPredicate(field="state", equal=state))

        circle: dict[str, Any] = {"shape": "circle", "opacity": 1, "aria": False}
        return [
            only("certain").mark_point(strokeWidth=0, **circle).encode(size=size, fill=fill),
            only("uncertain").mark_point(strokeWidth=2.2, filled=False, **circle).encode(size=size, stroke=stroke),
            only("none").mark_point(style="dot", size=12, **circle),
            only("undefined").mark_point(style="missing", shape=CROSS, size=60, opacity=1, aria=False),
        ]

    def texts(self, texts: Sequence[Text]) -> list[alt.Chart]:
        """Return one layer per style and alignment."""
        layers = []
        for style, align in sorted({(text.style, text.align) for text in texts}):
            data = inline([text.to_dict() for text in texts if (text.style, text.align) == (style, align)])
            mark = self._on(data, "x", "y").mark_text(style=style, align=align, baseline="alphabetic", aria=False)
            layers.append(mark.encode(text=alt.Text("text:N")))
        return layers

    def hits(self, data: LayerData, words: dict[str, str], shows: str) -> alt.Chart:
        """Return invisible boxes over the cells that answer the pointer with all figures."""
        said = {
            "title": "pair",
            words[shows]: "said_value",
            words["range"]: "said_range",
            words["support"]: "said_support",
            words["topics"]: "said_topics",
            words["bridging_organisations"]: "said_bridging",
            words["reading"]: "said_reading",
            words["note"]: "said_note",
        }
        return self.tips(data, said)

    def tips(self, data: LayerData, said: Mapping[str, str]) -> alt.Chart:
        """Return invisible boxes that answer the pointer; ``said`` is heading → column, ``pair`` names a box."""
        hover = alt.selection_point(name="hover", on="pointerover", clear="pointerout", fields=["pair"], empty=False)
        chart: alt.Chart = (
            self._on_box(data)
            .mark_rect(style="hit")
            .encode(
                strokeOpacity=alt.when(hover).then(alt.value(1)).otherwise(alt.value(0)),
                tooltip=[alt.Tooltip(f"{column}:N", title=title) for title, column in said.items()],
                description=alt.Description("said_all:N"),
            )
        )
        return chart.add_params(hover)
