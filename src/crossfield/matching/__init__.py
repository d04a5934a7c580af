"""Partners, consortium, meetings: ranked suggestions with their reasons."""

from crossfield.parts import Matcher

MATCHERS: tuple[Matcher, ...] = (
    Matcher(
        "clusters",
        "Clusters for mutual membership with one: what both have and what each would bring",
        "crossfield.matching.cluster_match:match_clusters",
    ),
    Matcher(
        "consortium",
        "Partners that together cover fields and roles under a programme's rules",
        "crossfield.matching.consortium:consortium",
    ),
    Matcher(
        "partners",
        "Organisations that suit a region, a group, an organisation or an idea, known and new",
        "crossfield.matching.partners:PartnerSearch",
    ),
)
