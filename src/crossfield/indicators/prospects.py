"""What a page says beside a potential: its window and basis, whether that is past and what came, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from crossfield.tables.figures import EVERYWHERE

if TYPE_CHECKING:
    from crossfield.lake.store import Frames

    Row = dict[str, Any]

AHEAD = 3


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is said beside the potentials of a region in one scheme.

    Parameters
    ----------
    basis
        First and last year whose exposure the forecast is for: the last three complete years.
    window
        First and last year of the forecast.
    is_past
        Whether that window has passed.
    recorded
        Last year of the window of which the data version holds projects; None: it holds none.
    came
        Pair of fields → joint projects of the window that the data version holds.
    tenths
        (part, decile) → row of backtest_decile.
    """

    basis: tuple[int, int]
    window: tuple[int, int]
    is_past: bool
    recorded: int | None
    came: dict[tuple[str, str], int]
    tenths: dict[tuple[str, int], Row]

    def of_pair(self, figures: Row) -> Row:
        """What is said beside the potential of one interface, as plain data.

        Parameters
        ----------
        figures
            Its row of interface_figure.

        Returns
        -------
        dict
            basis and window as years in words, past, came (None where nothing of the window is recorded), recorded
            (last year that is), is_unused (the gap's lower bound lies above 0), back_test (row of backtest_decile of
            the tenth the interface belongs to; None without one).
        """
        pair = (str(figures["field_a"]), str(figures["field_b"]))
        return {
            "basis": f"{self.basis[0]}-{self.basis[1]}",
            "window": f"{self.window[0]}-{self.window[1]}",
            "past": self.is_past,
            "came": self.came.get(pair, 0) if self.recorded else None,
            "recorded": self.recorded,
            "is_unused": bool(figures["gap_low"] is not None and figures["gap_low"] > 0),
            "back_test": self.tenths.get((figures["part"], figures["decile"])),
        }


def prospect(frames: Frames, scheme: str, region: str, level: int, *, this_year: int) -> Prospect | None:
    """What is said beside the potentials of a region; None where the data version has no forecast for the scheme.

    Parameters
    ----------
    frames
        A data version.
    scheme
        Scheme of the interfaces; a named interface's own.
    region, level
        Code and NUTS level of the region.
    this_year
        The reader's year: what lies before it is past.
    """
    terms = frames.read("potential_model", level=level, scheme=scheme, term="exposure")
    if not terms:
        return None
    last = int(terms[0]["year_to"])
    window = (last + 1, last + AHEAD)
    rows = frames.arrow("interface_year", level=level, scheme=scheme, region=region)
    inside = pc.and_(pc.greater_equal(rows.column("year"), window[0]), pc.less_equal(rows.column("year"), window[1]))
    came: dict[tuple[str, str], int] = {}
    for row in rows.filter(inside).to_pylist():
        pair = (row["field_a"], row["field_b"])
        came[pair] = came.get(pair, 0) + row["whole"]
    # A dump without organisations tells of Europe's projects, not of a region's: only regions count as recorded.
    known = frames.arrow("exposure", level=level, scheme=scheme.partition(":")[0]).column("year").to_pylist()
    tested = frames.read("backtest_decile", level=level, scheme=scheme, task="interfaces")
    return Prospect(
        basis=(last - AHEAD + 1, last),
        window=window,
        is_past=window[1] < this_year,
        recorded=max((year for year in known if window[0] <= year <= window[1]), default=None),
        came=came,
        tenths={(row["part"], row["decile"]): row for row in tested},
    )


def reasons(frames: Frames, figures: Row) -> dict[str, Row]:
    """What makes each look of an interface, read or told from what the data version holds.

    Parameters
    ----------
    frames
        A data version.
    figures
        A row of interface_figure.

    Returns
    -------
    dict
        strength, bridges, synergy, potential → name → number, null where it is undefined. ``region_share`` is N_r /
        N_+, ``europe_joint`` J_+ab, ``projects_a`` and ``projects_b`` n_ra and n_rb, ``affinity`` A_ab = J_+ab N_+ /
        (n_+a n_+b); of potential ``drivers``, the features that move it most, with + or -.
    """
    span = (figures["year_from"], figures["year_to"])
    here, everywhere = _sizes(frames, figures, span)
    share = here / everywhere if here and everywhere else None
    expected = figures["expected"]
    europe = expected / share if share and expected is not None else None
    a, b = (_field(frames, figures, figures[name]) for name in ("field_a", "field_b"))
    drivers = figures["drivers"].split(";") if figures["drivers"] else []
    return {
        "strength": {"joint": figures["joint"], "expected": expected, "region_share": share, "europe_joint": europe},
        "bridges": {"bridging_organisations": figures["bridging_organisations"]},
        "synergy": {
            "projects_a": a.get("count"),
            "projects_b": b.get("count"),
            "affinity": _affinity(expected, here, a.get("expected"), b.get("expected")),
        },
        "potential": {"drivers": drivers},
    }


def countings(frames: Frames, figures: Row) -> list[Row]:
    """The same interface in every counting that the data version holds: joint, expected and strength side by side."""
    same = ("level", "scheme", "region", "field_a", "field_b", "year_from", "year_to")
    rows = frames.read("interface_figure", **{name: figures[name] for name in same})
    names = ("counting", "joint", "expected", "strength", "strength_low", "strength_high")
    return sorted(({name: row[name] for name in names} for row in rows), key=lambda row: str(row["counting"]))


def _sizes(frames: Frames, figures: Row, span: tuple[int, int]) -> tuple[float, float]:
    """N_r and N_+ of the window, in the counting of the figures; 0 in euro, whose sizes are not kept."""
    value = {"whole": "projects", "fractional": "fractional"}.get(figures["counting"])
    rows = frames.arrow("exposure", level=figures["level"], scheme=figures["scheme"].partition(":")[0])
    if value is None or figures["level"] == EVERYWHERE:
        return 0.0, 0.0
    inside = pc.and_(pc.greater_equal(rows.column("year"), span[0]), pc.less_equal(rows.column("year"), span[1]))
    rows = rows.filter(pc.and_(inside, pc.not_equal(rows.column("region"), "unknown")))
    own = rows.filter(pc.equal(rows.column("region"), figures["region"]))
    return tuple(float(pc.sum(part.column(value)).as_py() or 0) for part in (own, rows))  # type: ignore[return-value]  # two


def _affinity(joint: float | None, here: float, a: float | None, b: float | None) -> float | None:
    """A_ab from what is expected of the region: N_r J_+ab / N_+ of the pair, N_r n_+f / N_+ of each field."""
    return joint * here / (float(a) * float(b)) if joint is not None and here and a and b else None


def _field(frames: Frames, figures: Row, field: str) -> Row:
    """The field's row of field_figure beside the interface's figures; empty where there is none."""
    asked = {name: figures[name] for name in ("level", "scheme", "counting", "region", "year_from", "year_to")}
    rows = frames.read("field_figure", field=field, **asked)
    return rows[0] if rows else {}
