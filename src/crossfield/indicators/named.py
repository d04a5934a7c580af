"""Named interfaces: a set of fields on each side, counted on the union of records.

A named interface is a scheme of its own, in which all fields of a side are one field: a project belongs to a side with
the sum of its shares, and meets both sides where some field of one and some of the other have evidence of their own.
Pairs are never added up, as one project may meet several of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.indicators.counting import Records
    from crossfield.indicators.figures import Scheme
    from crossfield.lake.engine import Frame


@dataclass(frozen=True, slots=True)
class NamedInterface:
    """An interface of two sets of fields.

    Parameters
    ----------
    scheme, name
        Scheme of its fields, and its own code.
    side_a, side_b
        Codes of the fields on each side; no field is on both.
    """

    scheme: str
    name: str
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> NamedInterface:
        """From a row of the table named_interface.

        Examples
        --------
        >>> row = {"scheme": "s", "interface": "c3", "side_a": "ict;micro", "side_b": "biotech"}
        >>> found = NamedInterface.of(row)
        >>> found.side_a, found.code, found.pair
        (('ict', 'micro'), 's:c3', ('c3.a', 'c3.b'))
        """
        sides = (tuple(str(row[side]).split(";")) for side in ("side_a", "side_b"))
        return cls(str(row["scheme"]), str(row["interface"]), *sides)

    @property
    def code(self) -> str:
        """Scheme that its figures are kept under."""
        return f"{self.scheme}:{self.name}"

    @property
    def pair(self) -> tuple[str, str]:
        """Codes of its two sides."""
        return f"{self.name}.a", f"{self.name}.b"

    def figured(self, scheme: Scheme) -> Scheme:
        """Turn the scheme of its fields into its own.

        Two sides overlap in their definitions as far as their most overlapping fields do.
        """
        sides = dict.fromkeys(self.side_a, self.pair[0]) | dict.fromkeys(self.side_b, self.pair[1])
        fields = sorted({sides.get(field, field) for field in scheme.fields} | set(self.pair))
        overlaps: dict[tuple[str, str], float] = {}
        for pair, shared in scheme.overlaps.items():
            a, b = sorted(sides.get(field, field) for field in pair)
            if a != b:
                overlaps[a, b] = max(shared, overlaps.get((a, b), 0.0))
        return replace(scheme, name=self.code, fields=fields, overlaps=overlaps, only=self.pair)


def with_named(records: Records, named: Iterable[NamedInterface]) -> Records:
    """Records with the tags and pairs of named interfaces, each under its own scheme, beside their own.

    Parameters
    ----------
    records
        Records with tags and pairs of the named interfaces' schemes.
    named
        Named interfaces.
    """
    merged = [(merged_tags(records.tags, one), one) for one in named]
    tags = [records.tags, *(frame for frame, _ in merged)]
    pairs = [records.pairs, *(merged_pairs(records.pairs, frame, one) for frame, one in merged)]
    columns = (["project", "scheme", "field", "share"], ["project", "scheme", "field_a", "field_b", "weight"])
    return replace(
        records,
        **{
            name: nw.concat([frame.select(*names) for frame in frames])
            for name, frames, names in zip(("tags", "pairs"), (tags, pairs), columns, strict=True)
        },
    )


def merged_tags(tags: Frame, one: NamedInterface) -> Frame:
    """Tags with each side as one field: a project's share in a side is the sum of its shares in the side's fields."""
    own = tags.filter(nw.col("scheme") == one.scheme).select("project", "share", field=_sided("field", one))
    summed = own.group_by("project", "field").agg(share=nw.col("share").sum())
    return summed.with_columns(scheme=nw.lit(one.code))


def merged_pairs(pairs: Frame, tags: Frame, one: NamedInterface) -> Frame:
    """Pairs of merged fields that each have evidence of their own, weighted by the shares of what was merged.

    Parameters
    ----------
    pairs
        Table pair.
    tags
        Merged tags, as `merged_tags` gives them.
    one
        The named interface.
    """
    own = pairs.filter(nw.col("scheme") == one.scheme)
    own = own.select("project", a=_sided("field_a", one), b=_sided("field_b", one)).filter(nw.col("a") != nw.col("b"))
    first = nw.when(nw.col("a") < nw.col("b")).then(nw.col("a")).otherwise(nw.col("b"))
    second = nw.when(nw.col("a") < nw.col("b")).then(nw.col("b")).otherwise(nw.col("a"))
    rows = own.select("project", field_a=first, field_b=second)
    rows = rows.group_by("project", "field_a", "field_b").agg(times=nw.len())
    for side in ("a", "b"):
        shares = tags.select("project", nw.col("field").alias(f"field_{side}"), nw.col("share").alias(side))
        rows = rows.join(shares, on=["project", f"field_{side}"], how="inner")
    rows = rows.with_columns(product=nw.col("a") * nw.col("b"))
    weight = nw.col("product") / nw.col("product").sum().over("project")
    return rows.select("project", "field_a", "field_b", weight=weight, scheme=nw.lit(one.code))


def _sided(column: str, one: NamedInterface) -> nw.Expr:
    """Code of the side that a field is on; its own where it is on none."""
    field = nw.col(column)
    first, second = (nw.lit(code) for code in one.pair)
    other = nw.when(field.is_in(list(one.side_b))).then(second).otherwise(field)
    return nw.when(field.is_in(list(one.side_a))).then(first).otherwise(other)
