"""``crossfield profile``: a region as a whole, and its declared strategy beside what its projects show."""

from __future__ import annotations

from crossfield.cli.options import FormatOption, LakeOption, RegionArgument, SchemeOption, open_frames
from crossfield.config import load_settings


def profile(
    region: RegionArgument, scheme: SchemeOption = "", lake: LakeOption = "", form: FormatOption = "table"
) -> None:
    """Show a region as a whole: strategy, peers, structure."""
    from crossfield.cli.show import field_titles, form_of, give_document  # noqa: PLC0415 -- slow import
    from crossfield.indicators import lookup  # noqa: PLC0415 -- slow import
    from crossfield.indicators.profile import region_profile  # noqa: PLC0415 -- slow import
    from crossfield.indicators.question import Question  # noqa: PLC0415 -- slow import

    form, settings = form_of(form), load_settings()
    question = Question(region, scheme or settings.scheme, counting="whole")
    with open_frames(settings, lake) as frames:
        answer = region_profile(frames, region, question.scheme)
        line = lookup.citation(frames, question, settings.language, shows="fields")
        titles = field_titles(frames, question, settings.language)
    if form != "table":
        give_document(answer, form)
        return
    from crossfield.cli.profile_view import print_profile  # noqa: PLC0415 -- slow import

    print_profile(answer, titles, settings.language, line)
