"""The changes made to a module, one at a time: cosmic-ray's operators and two of our own.

Chosen is what an auditor would call another rule: a comparison turned round or moved by its
boundary, a condition dropped or negated, a number one more or one less, an arithmetic sign, a loop
left early, a tolerance taken away. Left out is what only changes the words of a message, and the place
of an item in a list (``[0]``), which is no number of a rule.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor, mutate_code
from cosmic_ray.operators.boolean_replacer import AddNot
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

_COMPARISONS = (
    "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is",
    "Lt_GtE", "Lt_LtE", "LtE_Gt", "LtE_Lt", "Gt_LtE", "Gt_GtE", "GtE_Lt", "GtE_Gt",
)  # fmt: skip
_ARITHMETIC = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Div", "Mod_Mul", "Pow_Mul")
_OTHERS = (
    "AddNot", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub",
    "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop",
)  # fmt: skip
_ASIDE = frozenset(("zh", "en", "strict"))
"""The arguments that hold a message, and the one of ``zip`` that only guards against ourselves."""
_WORDING = re.compile(r"(?:\b|_)(?:zh|en)(?:\b|_)")
"""The variables that hold parts of a message: ``zh_stage``, ``hint_en``."""


class ReplaceMembership(Operator):
    """``in`` becomes ``not in``, and the reverse."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type == "comparison":
            for sign in node.children[1::2]:
                if sign.get_code().split() in (["in"], ["not", "in"]):
                    yield sign.start_pos, sign.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        places = [
            place
            for place, sign in enumerate(node.children)
            if place % 2 and sign.get_code().split() in (["in"], ["not", "in"])
        ]
        place = places[index]
        negated = node.children[place].get_code().split() == ["in"]
        node.children[place] = parso.parse(" not in" if negated else " in")
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class RemoveTolerance(Operator):
    """Intervals that may be equal have to be the same: what rounding and cutting allow is gone."""

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        if node.type == "name" and node.value == "possible_equal" and node.parent.type == "trailer":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002
        node.value = "__eq__"
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


OPERATORS: tuple[Operator, ...] = (
    *(get_operator(f"core/ReplaceComparisonOperator_{name}")() for name in _COMPARISONS),
    *(get_operator(f"core/ReplaceBinaryOperator_{name}")() for name in _ARITHMETIC),
    *(get_operator(f"core/{name}")() for name in _OTHERS),
    ReplaceMembership(),
    RemoveTolerance(),
)


@dataclass(frozen=True)
class Mutant:
    """One change to the module whose *tree* it is: the *occurrence*-th place of *operator*."""

    tree: Any
    operator: Operator
    occurrence: int
    line: int
    function: range | None
    """The lines of the function that is changed, ``None`` for what runs when the module is imported."""

    def source(self) -> str:
        """Return the changed module. Changes the tree itself: only for a process that ends behind it."""
        code: str = MutationVisitor(self.occurrence, self.operator).walk(self.tree).get_code()
        return code

    def change(self) -> tuple[str, str]:
        """Return the changed lines as they were and as they became, without indentation."""
        code = self.tree.get_code()
        changed = mutate_code(code, self.operator, self.occurrence)
        lines = list(unified_diff(code.splitlines(), changed.splitlines(), n=0))[2:]
        before, after = ([line[1:].strip() for line in lines if line[0] == sign] for sign in "-+")
        return " ".join(before), " ".join(after)


def mutants(path: Path) -> list[Mutant]:
    """Return every mutant of the module at *path*, in the order of its lines."""
    tree = get_ast(path.read_text("utf-8"))
    found = []
    for operator in OPERATORS:
        occurrence = 0
        for node in ast_nodes(tree):
            for start, _ in operator.mutation_positions(node):
                if not (_aside(node) or _idle(operator, node)):
                    found.append(Mutant(tree, operator, occurrence, start[0], _function(node)))
                occurrence += 1
    return sorted(found, key=lambda mutant: mutant.line)


def _idle(operator: Operator, node: Any) -> bool:
    """Whether the change is of nothing a rule says (the first of a list), or made by another operator."""
    if node.parent is not None and node.parent.type == "parameters":
        return True  # the star in front of keyword arguments
    decorator = node.search_ancestor("decorator")
    if decorator is not None and decorator.get_code().strip().startswith(("@dataclass", "@lru_cache")):
        return True  # how a record is stored, how much is remembered
    if isinstance(operator, NumberReplacer):
        return bool(node.parent.type == "trailer")
    return isinstance(operator, AddNot) and _compares(node)


def _function(node: Any) -> range | None:
    """Return the lines of the innermost function whose body *node* is in."""
    inside = node
    while inside.parent is not None:
        inside, within = inside.parent, inside
        if inside.type == "funcdef" and within is inside.children[-1]:
            whole = inside.parent if inside.parent.type == "decorated" else inside
            return range(whole.start_pos[0], whole.end_pos[0] + 1)
    return None


def _compares(node: Any) -> bool:
    """Whether the condition of *node* begins with a comparison or ``not``, which others turn round."""
    node = node.children[2 if node.type == "test" else 1]
    while node.type in ("and_test", "or_test"):
        node = node.children[0]
    return node.type in ("comparison", "not_test")


def _aside(node: Any) -> bool:
    """Whether *node* is no part of what is found: in a formatted string, or in what is set aside by name."""
    while node is not None:
        if node.type == "fstring" or (
            node.type == "argument" and getattr(node.children[0], "value", None) in _ASIDE
        ):
            return True
        if node.type == "expr_stmt" and _WORDING.search(node.children[0].get_code()):
            return True
        node = node.parent
    return False
