"""``crossfield clusters``: the cluster organisations of the lake, and which of them suit one for mutual membership."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.cli.options import (
    HELP_OPTIONS,
    FormatOption,
    LakeOption,
    OutputOption,
    SchemeOption,
    basis,
    open_frames,
)
from crossfield.config import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.matching.suggestion import Suggestion

clusters_app = typer.Typer(invoke_without_command=True, rich_markup_mode=None, context_settings=HELP_OPTIONS)


@clusters_app.callback()
def clusters(
    context: typer.Context,
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """List the clusters with their fields, or match them."""
    context.obj = lake
    if context.invoked_subcommand:
        return
    from crossfield.charts.words import note_in  # noqa: PLC0415 -- slow import
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import
    from crossfield.matching.cluster_match import cluster_profiles, listed  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    chosen = scheme or settings.scheme
    with open_frames(settings, lake) as frames:
        rows = listed(cluster_profiles(frames, chosen))
        line, titles = basis(frames.manifest, settings, chosen), _titles(frames, chosen, settings.language)
    if form != "table":
        give_out(rows, form, output, line)
        return
    shown = [
        {"name": row["name"], "region": row["region"], "covers": _named(row["fields"].split("; "), titles)}
        | {"note": note_in(row["note"], settings.language)}
        for row in rows
    ]
    print_rows(shown, settings.language, line)


@clusters_app.command("match", no_args_is_help=True)
def match(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Cluster: id, name or a part of it.")],
    members: Annotated[
        str, typer.Option("--members", metavar="FILE.csv", help="Its members: column organisation, name or id.")
    ] = "",
    top: Annotated[int, typer.Option("--top", metavar="NUMBER", min=0, help="How many; 0: all.")] = 20,
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Rank clusters for mutual membership with one, with reasons."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import
    from crossfield.matching import cluster_match  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    chosen, missing = scheme or settings.scheme, 0
    with open_frames(settings, lake or context.obj) as frames:
        profile = cluster_match.find_cluster(cluster_match.cluster_profiles(frames, chosen), name)
        if members:
            profile, missing = cluster_match.read_members(frames, Path(members), profile)
        found = cluster_match.match_clusters(frames, chosen, profile)[: top or None]
        line, titles = basis(frames.manifest, settings, chosen), _titles(frames, chosen, settings.language)
    if form == "json":
        give_out([one.to_dict() for one in found], form, output, line)
    elif form != "table":
        give_out([_flat(one) for one in found], form, output, line)
    else:
        words = WORDS[settings.language]
        typer.echo(words["suits"].format(name=profile.name, fields=_named(profile.fields, titles)))
        print_rows([_shown(one, titles) for one in found], settings.language)
        if members:
            typer.echo(words["members_known"].format(known=len(profile.members), missing=missing))
        typer.echo(words["set_weights"])
        typer.echo(line)


def _flat(one: Suggestion) -> dict[str, Any]:
    """One row a suggestion: what is suggested, its score, and the value of each reason."""
    told = {reason.name.replace("-", "_"): reason.value for reason in one.reasons}
    row = {"who": one.who, "name": one.name, "place": one.place, "known": one.known, "score": one.score}
    return row | {name: told[name] for name in ("overlap", "mutual_gain", "brings", "receives", "regions_tied")}


def _shown(one: Suggestion, titles: Mapping[str, str]) -> dict[str, Any]:
    because = {reason.name: reason for reason in one.reasons}
    return {
        "cluster": one.name,
        "region": one.place,
        "suits_by": one.score,
        "shares": _named(because["overlap"].records, titles),
        "brings": _named(because["brings"].records, titles),
        "receives": _named(because["receives"].records, titles),
        "ties": because["regions-tied"].value,
    }


def _named(fields: Sequence[str], titles: Mapping[str, str]) -> str:
    return "; ".join(titles.get(code, code) for code in fields)


def _titles(frames: Any, scheme: str, language: str) -> dict[str, str]:  # noqa: ANN401 -- the module of frames loads slowly
    from crossfield.cli.show import field_titles  # noqa: PLC0415 -- slow import
    from crossfield.indicators.question import Question  # noqa: PLC0415 -- slow import

    return field_titles(frames, Question("", scheme), language)
