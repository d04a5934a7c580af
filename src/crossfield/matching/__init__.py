"""Partners, consortium, meetings: ranked suggestions with their reasons."""

from crossfield.parts import Matcher

MATCHERS: tuple[Matcher, ...] = (
    Matcher(
        "consortium",
        "Partners that together cover fields and roles under a programme's rules",
        "crossfield.matching.consortium:consortium",
    ),
)
