"""Partners, consortium, meetings: ranked suggestions with their reasons."""

from crossfield.parts import Matcher

MATCHERS: tuple[Matcher, ...] = ()
