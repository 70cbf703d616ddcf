"""The layouts of forms met in practice (which columns, in which order, with which rows of text)."""

from corpora.seeded.layouts.model import Layout
from corpora.seeded.plan import Plan

_BOTH = {"project_form": "project", "department_form": "department"}
_LEVELS = ("level1", "level2", "name")
_SPLIT = ("sign", "number", "measure")
_MONEY = ("initial", "adjusted", "executed", "money_weight", "rate", "money_score")
_BLANKS = ("—", "-", "/", "")


def _twenty(plan: Plan) -> bool:
    return plan.execution_weight == "20" and plan.total.rate is not None


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "national", ("project_form", "department_form"), _BOTH, _MONEY,
        (*_LEVELS, "target", "actual", "weight", "score", "reason"),
        tail=("explanation",), letters=True,
    ),
    Layout(
        "national with conclusion", ("project_form", "department_form"), _BOTH, _MONEY,
        (*_LEVELS, "target", "actual", "weight", "score", "reason"),
        tail=("conclusion", "problems", "measures", "explanation"), grade="conclusion", unit_on_line=True,
    ),
    Layout(
        "shanghai", ("project_form",), {"project_form": "project"}, _MONEY,
        (*_LEVELS, "target", "actual", "weight", "score", "reason"),
        tail=("explanation",), side=False, letters=True, commas=True, signs=("ascii", "glyph"),
    ),
    Layout(
        "yunnan", ("project_form", "department_form"), _BOTH, _MONEY,
        (*_LEVELS, *_SPLIT, "actual", "weight", "score", "reason"),
        tail=("explanation",), total="last", grade="last", unit_on_line=True, side=False, commas=True,
        signs=("wide", "glyph"),
    ),
    Layout(
        "sichuan", ("project_form",), {"project_form": "budget_project"},
        ("initial", "adjusted", "executed", "rate", "money_weight", "money_score", "money_reason"),
        (*_LEVELS, *_SPLIT, "actual", "weight", "score", "reason"),
        tail=("content", "conclusion", "problems", "measures", "explanation"), grade="conclusion",
        dashes=("/",), signs=("glyph",),
    ),
    Layout(
        "rural funds", ("project_form",), {"project_form": "goals"},
        ("adjusted", "executed", "money_weight", "rate", "money_score"),
        (*_LEVELS, "weight", "target", "actual", "score", "reason"),
        tail=("explanation",), letters=True,
    ),
    Layout(
        "transfer", ("project_form",), {"project_form": "transfer"},
        ("adjusted", "executed", "rate"),
        (*_LEVELS, "target", "actual", "reason"),
        tail=("management",), total="none", grade="none", letters=True,
    ),
    Layout(
        "hubei", ("project_form", "department_form"), _BOTH,
        ("budget", "executed", "rate", "money_score"),
        (*_LEVELS, "target", "actual", "score"),
        tail=("deviation", "problems", "measures", "explanation"), letters=True, admits=_twenty,
    ),
    Layout(
        "hunan", ("department_form",), {"department_form": "department"}, _MONEY,
        (*_LEVELS, "target", "actual", "weight", "score", "reason"),
        tail=("explanation", "problems", "measures"), dashes=("", "-"),
    ),
    Layout(
        "chongqing", ("department_form",), {"department_form": "district"},
        ("initial", "adjusted", "executed", "rate", "money_weight", "money_score", "money_reason"),
        ("flat_name", "measure", "sign", "number", "weight", "actual", "score", "core", "remark"),
        total="head", grade="head", side=False, money_side=False, signs=("glyph",), dashes=_BLANKS,
    ),
    Layout(
        "chongqing reordered", ("project_form", "department_form"),
        {"project_form": "project", "department_form": "district"},
        ("initial", "adjusted", "executed", "money_weight", "rate", "money_score"),
        ("flat_name", "sign", "number", "measure", "actual", "score", "weight", "remark"),
        total="head", grade="head", side=False, signs=("glyph",), dashes=_BLANKS,
    ),
    Layout(
        "framework", ("project_form",), {"project_form": "fiscal"},
        ("initial", "adjusted", "received", "spent", "carryover", "rate"),
        (*_LEVELS, "reference_weight", "target", "actual", "score", "reviewer", "remark"),
        total="row", grade="remark", side=False, money_side=False, unit_on_line=True, execution_item=True,
    ),
    Layout(
        "jinan", ("project_form",), {"project_form": "project"}, _MONEY,
        (*_LEVELS, "target", "actual", "weight", "score", "method", "reason"),
        tail=("explanation",), side=False,
    ),
    Layout(
        "forestry", ("project_form",), {"project_form": "platform"},
        ("initial", "adjusted", "executed", "carryover", "rate", "money_weight", "money_score"),
        (*_LEVELS, "target", "actual", "weight", "score", "reason"),
        tail=("explanation",), side=False, unit_on_line=True, numbers=True, decimals=6,
    ),
)  # fmt: skip
"""All layouts; ``corpora.seeded.forms`` takes one of those that suit a plan."""
