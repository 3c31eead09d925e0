"""Everything that is held against a registered stack: the rules of the policy pack and the proofs over the whole graph.

The tests run these, and `./studio mutate` shows that each planted mistake is found by one.
"""

from collections.abc import Sequence
from typing import Final

from policy.rules import RULES, Rule, check
from tools.program.recording import Evaluation
from tools.verify.proofs import edge, fleets, naming, operation, queues, reach, rights, wiring
from tools.verify.proofs.model import Check

__all__ = ["CHECKS", "Check", "Evaluation", "problems"]


def _of_rule(rule: Rule) -> Check:
    def find(evaluation: Evaluation) -> list[str]:
        return [str(violation) for violation in check(evaluation.resources, only=rule)]

    return Check(name=f"rule {rule.id}", claim=rule.description, find=find)


#: Every check, rules first.
CHECKS: Final[Sequence[Check]] = (
    *(_of_rule(rule) for rule in RULES),
    *(
        proof
        for room in (reach, queues, rights, edge, wiring, fleets, operation, naming)
        for proof in room.PROOFS.checks
    ),
)


def problems(evaluation: Evaluation) -> dict[str, list[str]]:
    """What every failing check says, by the check's name; empty when all hold."""
    return {check.name: found for check in CHECKS if (found := check.find(evaluation))}
