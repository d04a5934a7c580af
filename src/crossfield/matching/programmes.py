"""Where an organisation may sit to be funded, by programme: NUTS codes by their beginning."""

_WIDENING = "BG CY CZ EE EL HR HU LT LV MT PL PT RO SI SK"
_OTHERS = "AT BE DE DK ES FI FR IE IT LU NL SE"
_ASSOCIATED = "AL AM BA FO GE IL IS KR MD ME MK NO NZ RS TN TR UA UK XK"
# Interreg Central Europe 2021-2027, in NUTS 2016: of Germany and Italy only the regions its programme names.
_CENTRAL = "AT CZ HR HU PL SI SK DE1 DE2 DE3 DE4 DE8 DE91 DED DEE DEG ITC1 ITC2 ITC3 ITC4 ITH"

WIDENING = frozenset(_WIDENING.split())
PROGRAMMES = {
    "eu": frozenset(f"{_WIDENING} {_OTHERS}".split()),
    "horizon": frozenset(f"{_WIDENING} {_OTHERS} {_ASSOCIATED}".split()),
    "interreg-central-europe": frozenset(_CENTRAL.split()),
}
