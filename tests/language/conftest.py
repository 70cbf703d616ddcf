import pytest


@pytest.fixture
def noted():
    """Write a figure in the case tables' notation: ``[date|year] [~] [comparator] value[..upper] [unit]``."""
    return _noted


def _noted(figure):
    parts = [figure.kind] if figure.kind != "number" else []
    if figure.approximate:
        parts.append("~")
    if figure.comparator and figure.comparator != "range":
        parts.append(figure.comparator)
    value = str(figure.value)
    parts.append(value if figure.upper is None else f"{value}..{figure.upper}")
    if figure.unit:
        parts.append(figure.unit)
    return " ".join(parts)
