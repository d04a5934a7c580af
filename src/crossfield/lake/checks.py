"""Text to typed values by regular expression, so that one bad value is a problem entry and never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.lake.delivery import Delivery
    from crossfield.lake.engine import DuckSession, Frame

MONEY = r"^[0-9]{1,12}([.,][0-9]{1,6})?$"
NEGATIVE = "^-" + MONEY[1:]
INTEGER = r"^[0-9]{1,15}$"
DATE = (
    r"^((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8]))|((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29)([T ].*)?$"
)
TRUE, FALSE = ["true", "True", "TRUE", "1", "Y", "yes"], ["false", "False", "FALSE", "0", "N", "no"]


class Checked:
    """A frame of text whose values are checked column by column.

    Parameters
    ----------
    session, delivery
        Where frames live, and where problems go.
    file
        File name for the problems.
    frame
        Rows of text.
    key
        Expression that names a row in the problems.
    """

    def __init__(self, session: DuckSession, delivery: Delivery, file: str, frame: Frame, key: nw.Expr) -> None:
        self.session = session
        self.delivery = delivery
        self.file = file
        self.frame = frame
        self.key = key

    def leave_out(self, bad: nw.Expr, reason: str, *, value: str) -> None:
        """Take rows out of the frame and keep them as problems; rows of which the condition is null stay."""
        bad = bad.fill_null(value=False)
        if self._report(self.frame.filter(bad), "", value, reason, kept=False):
            self.frame = self.frame.filter(~bad)

    def leave_out_strangers(self, known: Frame, on: str, reason: str) -> None:
        """Take out the rows whose value in column ``on`` is not in that column of ``known``."""
        if self._report(self.frame.join(known, on=on, how="anti"), "", on, reason, kept=False):
            self.frame = self.session.keep(self.frame.join(known, on=on, how="semi"))

    def leave_out_repeated(self, key: list[str], order: list[str], reason: str, *, value: str) -> None:
        """Keep the first row by ``order`` of those with the same key, none of which may be null."""
        twice = self.session.keep(self.frame.group_by(key).agg(rows=nw.len()).filter(nw.col("rows") > 1).select(key))
        rows = self.frame.join(twice, on=key, how="semi").with_row_index("line", order_by=[*key, *order])
        numbered = self.session.keep(rows.with_columns(again=nw.col("line") != nw.col("line").min().over(key)))
        if self._report(numbered.filter(nw.col("again")), "", value, reason, kept=False):
            first = numbered.filter(~nw.col("again")).select(self.frame.collect_schema().names())
            self.frame = self.session.keep(nw.concat([self.frame.join(twice, on=key, how="anti"), first]))

    def money(self, column: str, *, zero_is_missing: bool = False) -> nw.Expr:
        """Euro cents; negative or unparsable amounts become null with a problem."""
        good = nw.col(column).str.contains(MONEY).fill_null(value=False)
        bad = self.frame.filter(~nw.col(column).is_null() & ~good)
        negative = nw.when(nw.col(column).str.contains(NEGATIVE)).then(nw.lit("negative amount"))
        self._report(bad, column, column, negative.otherwise(nw.lit("not an amount")))
        number = nw.when(good).then(nw.col(column).str.replace_all(",", ".", literal=True))
        euro = number.otherwise(nw.lit(None)).cast(nw.Float64())
        cents = (euro * 100).round(0).cast(nw.Int64())
        return nw.when(cents > 0).then(cents).otherwise(nw.lit(None)) if zero_is_missing else cents

    def date(self, column: str) -> nw.Expr:
        """Date; what is no day of the calendar becomes null with a problem."""
        good = nw.col(column).str.contains(DATE).fill_null(value=False)
        self._report(self.frame.filter(~nw.col(column).is_null() & ~good), column, column, "not a date")
        return nw.when(good).then(nw.col(column).str.slice(0, 10)).otherwise(nw.lit(None)).cast(nw.Date())

    def integer(self, column: str) -> nw.Expr:
        """Whole number >= 0."""
        good = nw.col(column).str.contains(INTEGER).fill_null(value=False)
        self._report(self.frame.filter(~nw.col(column).is_null() & ~good), column, column, "not a whole number")
        return nw.when(good).then(nw.col(column)).otherwise(nw.lit(None)).cast(nw.Int64())

    def truth(self, column: str) -> nw.Expr:
        """True or false, in any of the dumps' spellings."""
        known = nw.col(column).is_in([*TRUE, *FALSE])
        self._report(self.frame.filter(~nw.col(column).is_null() & ~known), column, column, "neither true nor false")
        return nw.when(known).then(nw.col(column).is_in(TRUE)).otherwise(nw.lit(None)).cast(nw.Boolean())

    def one_of(self, column: str, allowed: list[str], reason: str) -> nw.Expr:
        """One of the allowed codes; others become null with a problem."""
        known = nw.col(column).is_in(allowed)
        self._report(self.frame.filter(~nw.col(column).is_null() & ~known), column, column, reason)
        return nw.when(known).then(nw.col(column)).otherwise(nw.lit(None))

    def report(self, bad: nw.Expr, column: str, reason: str) -> None:
        """Keep the rows, and say what is wrong with them."""
        self._report(self.frame.filter(bad), column, column, reason)

    def _report(self, rows: Frame, column: str, value: str, reason: str | nw.Expr, *, kept: bool = True) -> int:
        found = self.session.arrow(
            rows.select(
                row=self.key,
                column=nw.lit(column or None).cast(nw.String()),
                value=nw.col(value).str.slice(0, 200),
                reason=nw.lit(reason) if isinstance(reason, str) else reason,
            )
        )
        self.delivery.add_problems(self.file, sort_rows(found), kept=kept)
        return int(found.num_rows)


def sort_rows(table: pa.Table) -> pa.Table:
    """Sort a table by all its columns, so that the same input gives the same file."""
    return table.sort_by([(name, "ascending") for name in table.column_names]) if table.num_rows else table
