"""Everything that is held against a registered stack: the rules of the policy pack, which inputs alone can show, and
the proofs, which need the whole graph and what the cloud answered.

The tests run these, and `./studio mutate` shows that each planted mistake is found by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policy.rules import RULES, check
from policy.rules.model import Rule, Word, in_modules
from tools.program.recording import Evaluation
from tools.verify.proofs import base, compute, compute_scaling, data, edge, identity, network, operation
from tools.verify.proofs.view import View

__all__ = ["CHECKS", "Check", "Evaluation", "problems"]

PROOFS: Final = in_modules(base, network, identity, data, edge, compute, compute_scaling, operation)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule or a proof over one evaluation. `find` returns what is wrong, a sentence each; nothing when it holds."""

    name: str
    word: Word
    claim: str
    find: Callable[[Evaluation], list[str]]


def _of_rule(rule: Rule[Any]) -> Check:
    def find(evaluation: Evaluation) -> list[str]:
        return [str(violation) for violation in check(evaluation.resources, only=rule)]

    return Check(name=rule.name, word=rule.word, claim=rule.claim, find=find)


def _of_proof(proof: Rule[Callable[[View], Any]]) -> Check:
    def find(evaluation: Evaluation) -> list[str]:
        return sorted(set(proof.find(View(evaluation))))

    return Check(name=proof.name, word=proof.word, claim=proof.claim, find=find)


#: Every check, rules first.
CHECKS: Final[Sequence[Check]] = (*map(_of_rule, RULES), *map(_of_proof, PROOFS))


def problems(evaluation: Evaluation) -> dict[str, list[str]]:
    """What every failing check says, by the check's name; empty when all hold."""
    return {check.name: found for check in CHECKS if (found := check.find(evaluation))}
