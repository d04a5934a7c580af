"""Fields of a data version as rows of the workspace."""

from __future__ import annotations

from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.vocabulary import LEFT_OUT
from crossfield.web.registry.actions.example import add_example, add_example_interface, add_example_pilots, has_example
from crossfield.web.registry.actions.field import adopt_fields


def adopt_vocabularies() -> int:
    """Bring the fields of the data version's vocabularies, and the worked example, into the workspace.

    Who may: the program, when it starts. Logged field by field; nothing is sent.

    Returns
    -------
    int
        Fields that are new, changed or ended.
    """
    with open_data(current_version()) as frames:
        rows = [row for row in frames.read("field") if row["scheme"] not in LEFT_OUT]
    changed = adopt_fields(rows)
    add_example_interface()
    add_example_pilots()
    if not has_example():
        add_example()
    return changed
