"""From evidence to tags, from tags to pairs: expressions that run on every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from crossfield.tables import TABLES

if TYPE_CHECKING:
    from crossfield.lake.engine import Frame

WEIGHTS = {"code": 1.0, "topic": 1.0, "title": 1.0, "objective": 0.5}
LETTERS = {"code": "C", "topic": "T", "title": "N", "objective": "O"}
OBJECTIVE_MENTIONS = 2
TEXT_PLACE = {"topic": 0, "title": 1, "objective": 2}
TEXT_STEP = 10_000_000


def tags_from_evidence(evidence: Frame) -> Frame:
    """Weigh the evidence of each project and field.

    A code, a topic title and a title weigh 1 each, an objective 0.5 once it speaks of the field in two places.

    Returns
    -------
    Frame
        Table tag. Fields that only one place of an objective speaks of are left out.
    """
    code = nw.col("kind") == "code"
    place = nw.lit(0)
    for kind, number in TEXT_PLACE.items():
        place = nw.when(nw.col("kind") == kind).then(nw.lit(number * TEXT_STEP)).otherwise(place)
    placed = evidence.with_columns(
        **{f"has_{kind}": (nw.col("kind") == kind).cast(nw.Int64()) for kind in WEIGHTS},
        text_start=nw.when(~code).then(nw.col("start") + place),
        text_stop=nw.when(~code).then(nw.col("stop") + place),
        code_start=nw.when(code).then(nw.col("start")),
        code_stop=nw.when(code).then(nw.col("stop")),
    )
    rows = placed.group_by("project", "scheme", "field").agg(
        *(nw.col(f"has_{kind}").sum().alias(f"has_{kind}") for kind in WEIGHTS),
        text_first_stop=nw.col("text_stop").min(),
        text_last_start=nw.col("text_start").max(),
        code_first_stop=nw.col("code_stop").min(),
        code_last_start=nw.col("code_start").max(),
    )
    enough = {kind: nw.col(f"has_{kind}") >= (OBJECTIVE_MENTIONS if kind == "objective" else 1) for kind in WEIGHTS}
    weight, kinds = nw.lit(0.0), []
    for kind, value in WEIGHTS.items():
        weight = weight + nw.when(enough[kind]).then(nw.lit(value)).otherwise(nw.lit(0.0))
        kinds.append(nw.when(enough[kind]).then(nw.lit(LETTERS[kind])).otherwise(nw.lit("")))
    rows = rows.with_columns(weight=weight, kinds=nw.concat_str(kinds)).filter(nw.col("weight") > 0)
    return TABLES["tag"].select(shared(rows))


def shared(tags: Frame) -> Frame:
    """Add ``share``: weight divided by the sum of the project's weights in the scheme."""
    return tags.with_columns(share=nw.col("weight") / nw.col("weight").sum().over("project", "scheme"))


def tags_from_codes(codes: Frame, scheme: str, roll_up: Frame) -> Frame:
    """Tags of a scheme whose codes the source itself gives, rolled up by a table ``code, field``."""
    rows = codes.filter(nw.col("scheme") == scheme).join(roll_up, on="code", how="inner")
    rows = rows.group_by("project", "scheme", "field").agg(weight=nw.len().cast(nw.Float64()))
    nothing = nw.lit(None).cast(nw.Int64())
    places = {"text_first_stop": nothing, "text_last_start": nothing}
    rows = shared(rows).with_columns(kinds=nw.lit("C"), **places)
    number = roll_up.select("field", code_last_start="start", code_first_stop="stop").unique()
    return TABLES["tag"].select(rows.join(number, on="field", how="left"))


def pairs_from_tags(tags: Frame) -> Frame:
    """Pairs of fields that each have evidence of their own in a project.

    Two fields have evidence of their own where some text span of one does not touch some span of the other, or some
    code of one is neither the same as, nor above or below, some code of the other. With codes as places in their
    hierarchy both are one question: all spans overlap if and only if the largest begin of each lies before the
    smallest end of the other.

    Returns
    -------
    Frame
        Table pair: ``weight`` is u_a u_b / (sum of u_a u_b over the project's pairs of the scheme).

    References
    ----------
    The weight equals 2 u_a u_b / (1 - sum u^2), rescaled to sum 1: the factor is the same for all pairs of a project.
    """
    names = ["field", "share", "text_first_stop", "text_last_start", "code_first_stop", "code_last_start"]
    left = tags.select("project", "scheme", **{f"{name}_a": nw.col(name) for name in names})
    right = tags.select("project", "scheme", **{f"{name}_b": nw.col(name) for name in names})
    both = left.join(right, on=["project", "scheme"], how="inner").filter(nw.col("field_a") < nw.col("field_b"))
    apart = nw.lit(value=False)
    for kind in ("text", "code"):
        a_behind = nw.col(f"{kind}_last_start_a") >= nw.col(f"{kind}_first_stop_b")
        b_behind = nw.col(f"{kind}_last_start_b") >= nw.col(f"{kind}_first_stop_a")
        apart = apart | a_behind.fill_null(value=False) | b_behind.fill_null(value=False)
    product = nw.col("share_a") * nw.col("share_b")
    pairs = both.filter(apart).with_columns(product=product)
    weight = nw.col("product") / nw.col("product").sum().over("project", "scheme")
    return TABLES["pair"].select(pairs.with_columns(weight=weight))
