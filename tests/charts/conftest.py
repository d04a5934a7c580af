from __future__ import annotations

import pytest

KINDS = {"technology": ("chips", "ict"), "sector": ("machines",), "future": ("energy", "health")}
GERMAN = {"chips": "Mikroelektronik", "ict": "IKT", "machines": "Maschinenbau", "energy": "Energie"}


@pytest.fixture
def fields():
    codes = [(kind, code) for kind, codes in KINDS.items() for code in codes]
    return [
        {
            "field": code,
            "kind": kind,
            "title_en": code.title(),
            "title_de": GERMAN.get(code),
            "position": position,
        }
        for position, (kind, code) in enumerate(codes)
    ]


def figure(pair, strength, support, note=None):
    field_a, field_b = pair.split()
    value, low, high = strength
    return {
        "region": "DED",
        "field_a": field_a,
        "field_b": field_b,
        "strength": value,
        "strength_low": low,
        "strength_high": high,
        "support": support,
        "topics": support,
        "bridging_organisations": support + 1,
        "coverage": 0.97,
        "note": note,
    }


@pytest.fixture
def rows():
    """One interface of every kind that the map tells apart, in code order as the lake keeps them."""
    return [
        figure("chips energy", (1.29, 1.05, 1.77), 8),
        figure("chips health", (1.9, 0.9, 3.1), 3),
        figure("chips ict", (2.5, 1.9, 3.2), 30),
        figure("chips machines", (0.4, 0.2, 0.7), 40),
        figure("energy ict", (2.2, 1.6, 2.9), 12, "few records"),
        figure("energy machines", (0.8, 0.3, 1.4), 0),
        figure("health ict", (None, None, None), 5, "overlapping definitions"),
        figure("health machines", (None, None, None), 0, "no activity in a or b"),
    ]
