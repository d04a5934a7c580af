"""``crossfield complementarity``: which regions have what a region lacks, or what leads there."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crossfield.cli.options import FormatOption, LakeOption, OutputOption, RegionArgument, SchemeOption, open_frames
from crossfield.config import load_settings


def complementarity(
    region: RegionArgument,
    interface: Annotated[
        tuple[str, str] | None,
        typer.Option("--interface", metavar="A B", help="Two fields: codes or titles. Default: all fields."),
    ] = None,
    ties: Annotated[
        str, typer.Option("--ties", metavar="NAME", help="all; new: no joint project here yet; known: some.")
    ] = "all",
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """List the regions that complement a region best."""
    from crossfield.cli.show import field_titles, form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.indicators import lookup  # noqa: PLC0415 -- slow import
    from crossfield.indicators.complementary import complementary_regions  # noqa: PLC0415 -- slow import
    from crossfield.indicators.question import Question  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    question = Question(region, scheme or settings.scheme, counting="whole")
    with open_frames(settings, lake) as frames:
        found = complementary_regions(frames, region, interface or None, scheme=question.scheme, ties=ties)
        rows = found.to_pylist()
        line = lookup.citation(frames, question, settings.language, shows="partners" if interface else "fields")
        place = lookup.find_region(frames, region)
        names = {row["region"]: row["name"] for row in frames.read("region")}
        titles = field_titles(frames, question, settings.language)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_complementarity  # noqa: PLC0415 -- slow import

    print_complementarity(place, _named(rows, names), titles, settings.language, line)


def _named(rows: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    return [row | {"name": names.get(row["partner"], row["partner"])} for row in rows]
