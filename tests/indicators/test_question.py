"""What figures are asked for: a span of years is read, or refused."""

import pytest

from crossfield.errors import ConfigError
from crossfield.indicators.question import Question, parse_years


def test_a_question_asks_for_fractional_figures_of_the_default_window():
    assert Question("DED") == Question("DED", scheme="saxony", years=None, counting="fractional", tags=None)


@pytest.mark.parametrize(("text", "years"), {"": None, "2014-2019": (2014, 2019), " 2015-2015 ": (2015, 2015)}.items())
def test_years_are_read(text, years):
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["2014", "2019-2014", "14-19", "2014–2019", "2014-2019-2020", "all"])
def test_other_years_are_refused(text):
    with pytest.raises(ConfigError, match=r"is no span of years\. Write the first and the last start year"):
        parse_years(text)
