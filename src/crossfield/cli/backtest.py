"""``crossfield backtest``: what the figures would have said in earlier years, against what came."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crossfield.cli.options import FormatOption, LakeOption, SchemeOption, TagsOption, ask, open_frames
from crossfield.config import load_settings


def backtest(
    task: Annotated[str, typer.Argument(metavar="TASK", help="interfaces, complementarity or partners.")],
    part: Annotated[str, typer.Option("--part", metavar="NAME", help="Of interfaces: entry or growth.")] = "entry",
    level: Annotated[int, typer.Option("--level", metavar="NUMBER", help="NUTS level of the regions, 0 to 2.")] = 2,
    given: Annotated[
        str, typer.Option("--given", metavar="NAME", help="Of partners, what is known: organisation or topic.")
    ] = "organisation",
    tags: TagsOption = "own",
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
) -> None:
    """Test the figures on what came in earlier years."""
    from crossfield.cli.show import form_of, give_document  # noqa: PLC0415 -- slow import
    from crossfield.indicators.proof import run_backtest  # noqa: PLC0415 -- slow import

    form, settings = form_of(form), load_settings()
    question = ask(settings, settings.region, scheme, "", "whole", tags)
    with open_frames(settings, lake) as frames:
        if task == "partners":
            from crossfield.matching.backtest import run_partner_backtest  # noqa: PLC0415 -- slow import

            answer = run_partner_backtest(frames, given, settings)
        else:
            answer = run_backtest(frames, task, question, part=part, level=level)
    if form != "table":
        give_document(answer, form)
        return
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import

    print_rows(_measures(answer), settings.language, _windows(answer, settings.language))


def _measures(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a measure: the model, then the trees that correct it and every baseline that has it."""
    rows = []
    for measure, value in answer["model"].items():
        beside = {name: answer[name] for name in ("trees",) if name in answer} | answer["baselines"]
        others = {name: measures.get(measure) for name, measures in beside.items()}
        low, high = answer["intervals"].get(measure, (None, None))
        rows.append({"measure": measure, "model": value, "low": low, "high": high, **others})
    return rows


def _windows(answer: dict[str, Any], language: str) -> str:
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    train = ", ".join(f"{name} {years}" for name, years in answer["train"].items())
    test = ", ".join(f"{name} {years}" for name, years in answer["test"].items())
    verdict = f" {WORDS[language][answer['verdict']]}" if "verdict" in answer else ""
    return f"{answer['task']}, {answer['part']}. Trained on {train}; tested on {test}.{verdict}"
