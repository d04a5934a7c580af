"""Tables → one number per key, with interval, support and note."""

from crossfield.parts import Indicator

INDICATORS = (
    Indicator(
        "location-quotient", "How much more at home a field is in a region than in Europe", "crossfield.indicators.specialisation:location_quotient"
    ),
    Indicator(
        "interface", "Strength, bridges and synergy of two fields in a region, with activity", "crossfield.indicators.interface:interface_figures"
    ),
)
