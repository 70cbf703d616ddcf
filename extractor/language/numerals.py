"""Printed numerals to exact decimals: the one gate through which numbers enter.

Everything that becomes a :class:`~decimal.Decimal` from a document passes
:func:`decimal_of`. Trailing zeros, and with them the printed resolution, survive.
"""

import re
from decimal import Context, Decimal

_WIDTHS = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "．": ".", "，": ",", "﹐": ",", "＋": "+", "－": "-", "−": "-", "﹣": "-",
    }
)  # fmt: skip

_DIGITS = {
    character: digit
    for digit, characters in enumerate(
        ["零〇○", "一壹", "二两贰貳", "三叁参", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for character in characters
}
_TENS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_MYRIADS = {"万": 4, "萬": 4, "亿": 8, "億": 8}
_ABBREVIATED_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}

CHINESE_DIGITS = "".join(_DIGITS)
CHINESE_NUMERALS = CHINESE_DIGITS + "".join(_TENS) + "".join(_MYRIADS) + "".join(_ABBREVIATED_TENS)
"""The characters a Chinese numeral is made of (小写 and 大写)."""

_PLAIN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_TOKEN = re.compile(rf"([0-9]+(?:\.[0-9]+)?)|([{CHINESE_NUMERALS}])")
_FRACTION = re.compile(r"(.+?)分之(.+)")
_CONTEXT = Context(prec=28)
_LONGEST = 60


def decimal_of(text: str) -> Decimal:
    """Return the number that *text*, a printed numeral and nothing else, stands for.

    Takes half- and full-width digits, thousands commas of both widths, white space
    inside (as PDF text has it), Chinese numerals of both kinds (一百二十三, 壹佰, 二〇二五),
    mixtures (2亿3千万, 1.3万) and fractions (三分之二, 百分之九十五 → 0.95, 半 → 0.5).
    The exponent is that of the printed decimals and never positive: ``"9323.60"`` gives
    ``Decimal("9323.60")``, ``"1.3万"`` gives ``Decimal("13000")``. A fraction that does
    not terminate is given to 28 digits.

    Raises :class:`ValueError` for anything that is not one well-formed numeral.
    """
    plain = "".join(text.translate(_WIDTHS).split())
    if _PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if not plain or len(plain) > _LONGEST:
        raise ValueError(f"not a numeral: {text!r}")
    if plain in ("半", "一半"):
        return Decimal("0.5")
    fraction = _FRACTION.fullmatch(plain)
    if fraction:
        return _fraction(_mixed(fraction[1], text), _mixed(fraction[2], text), text)
    return _mixed(plain, text)


def _fraction(below: Decimal, above: Decimal, text: str) -> Decimal:
    if not below:
        raise ValueError(f"not a numeral: {text!r}")
    _, digits, exponent = below.as_tuple()
    if digits[0] == 1 and not any(digits[1:]):
        return above.scaleb(-(len(digits) - 1 + int(exponent)))
    return _CONTEXT.divide(above, below)


def _mixed(plain: str, text: str) -> Decimal:
    """Return the value of a numeral with multipliers; *text* is only named in errors."""
    if _PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    for short, long in _ABBREVIATED_TENS.items():
        plain = plain.replace(short, long)
    whole, point, decimals = plain.partition("点")
    if point:
        digits = "".join(str(_DIGITS.get(character, "?")) for character in decimals)
        if not digits.isdigit():
            raise ValueError(f"not a numeral: {text!r}")
        return Decimal(f"{_mixed(whole, text)}.{digits}")
    return _sum(plain, text)


def _sum(plain: str, text: str) -> Decimal:
    total = section = Decimal(0)
    number: Decimal | None = None
    spoken = False
    last_power = 0
    position = 0
    for token in _TOKEN.finditer(plain):
        if token.start() != position:
            raise ValueError(f"not a numeral: {text!r}")
        position = token.end()
        arabic, character = token.groups()
        if arabic:
            if number is not None:
                raise ValueError(f"not a numeral: {text!r}")
            number, spoken = Decimal(arabic), False
        elif character in _DIGITS:
            digit = _DIGITS[character]
            spoken = number is None and digit > 0
            number = Decimal(digit) if number is None else number * 10 + digit
            if digit == 0:
                last_power = 0
        elif character in _TENS:
            last_power = _TENS[character]
            section += _raised(Decimal(1) if number is None else number, last_power)
            number = None
        else:
            last_power = _MYRIADS[character]
            section += number or 0
            if last_power == 8:
                total = _raised(total + section or Decimal(1), 8)
            else:
                total += _raised(section or Decimal(1), 4)
            section, number = Decimal(0), None
    if position != len(plain):
        raise ValueError(f"not a numeral: {text!r}")
    if number is not None and spoken and last_power > 1:
        # 两千五 is 2500 and 三万五 35000: the last digit counts the next smaller power.
        number = _raised(number, last_power - 1)
    return total + section + (number or 0)


def _raised(number: Decimal, power: int) -> Decimal:
    scaled = number.scaleb(power)
    return scaled if int(scaled.as_tuple().exponent) <= 0 else scaled.quantize(Decimal(1))


def in_largest_myriad(text: str) -> tuple[Decimal, str] | None:
    """Return a numeral that ends in 万 or 亿 as ``(value, "万" or "亿")``, else ``None``.

    ``一亿二千万`` gives ``(Decimal("1.2000"), "亿")``: the magnitude stays with the unit
    and the decimals say how finely the figure is printed.
    """
    plain = "".join(text.split()).replace("萬", "万").replace("億", "亿")
    if not plain or plain[-1] not in "万亿" or len(plain) < 2:
        return None
    last = 8 if plain[-1] == "亿" else 4
    largest = 8 if "亿" in plain else 4
    if "万亿" in plain:
        return None
    value = decimal_of(plain).scaleb(-largest)
    return value.quantize(Decimal(1).scaleb(last - largest)), "亿" if largest == 8 else "万"
