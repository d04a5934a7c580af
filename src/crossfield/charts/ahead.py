"""What is said beside a potential: window and basis of the forecast, and what came of interfaces that scored alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.charts.ahead_words import WORDS
from crossfield.charts.words import projects

if TYPE_CHECKING:
    from collections.abc import Mapping


def proof_sentence(back_test: Mapping[str, Any] | None, language: str) -> str:
    """What came of the interfaces that scored alike in the back-test; empty without one.

    Examples
    --------
    >>> row = {"part": "entry", "observed": 0.142, "until": 2017, "test_until": 2020}
    >>> proof_sentence(row, "en")
    'Of the interfaces without a joint project that scored like this in 2017, 14 of 100 became active by 2020.'
    >>> proof_sentence(row | {"observed": 0.0}, "en")[-31:]
    '0 of 100 became active by 2020.'
    """
    if back_test is None:
        return ""
    words, share = WORDS[language], 100 * back_test["observed"]
    few = 0 < share < 1
    count = words["few"] if few else words["of_100"].format(n=round(share))
    verb = words["was" if few or round(share) == 1 else "were"]
    years = {name: back_test[name] for name in ("until", "test_until")}
    return words[f"tested_{back_test['part']}"].format(count=count, verb=verb, **years)


def window_sentence(told: Mapping[str, Any], language: str) -> str:
    """Window and basis of a forecast, and first of all that the window is past, where it is.

    Examples
    --------
    >>> told = {"basis": "2017-2019", "window": "2020-2022", "past": True, "recorded": 2021, "came": 1}
    >>> window_sentence(told, "en")
    'That window is past; what came of it is known up to 2021. Forecast for 2020-2022 on the basis of 2017-2019.'
    """
    words = WORDS[language]
    said = words["forecast"].format(basis=told["basis"], window=told["window"])
    if not told["past"]:
        return said
    past = words["past"].format(recorded=told["recorded"]) if told["recorded"] else words["past_unseen"]
    return f"{past} {said}"


def beside_potential(told: Mapping[str, Any], language: str) -> str:
    """All that is said beside one potential: window and basis, what came, and what came where scores were alike.

    Examples
    --------
    >>> told = {"basis": "2017-2019", "window": "2020-2022", "past": False, "came": None, "back_test": None}
    >>> beside_potential(told, "en")
    'Forecast for 2020-2022 on the basis of 2017-2019.'
    """
    parts = (
        window_sentence(told, language),
        came_sentence(told, language),
        proof_sentence(told["back_test"], language),
    )
    return " ".join(part for part in parts if part)


def came_sentence(told: Mapping[str, Any], language: str) -> str:
    r"""What came of the forecast's window so far; empty where the data hold nothing of it.

    Examples
    --------
    >>> came_sentence({"window": "2020-2022", "recorded": 2021, "came": 1}, "en")
    'Came of the window 2020-2022 by 2021: 1\xa0project.'
    """
    if told["came"] is None:
        return ""
    said = {"projects": projects(told["came"], language), "window": told["window"], "recorded": told["recorded"]}
    return WORDS[language]["came"].format(**said)
