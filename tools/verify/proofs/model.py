"""What a check is: a named claim about everything that a stack registers, and the sentences in which it fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tools.program.recording import Evaluation
from tools.verify.proofs.view import View


@dataclass(frozen=True, kw_only=True)
class Check:
    """`find` returns what is wrong, a sentence each; nothing when the claim holds."""

    name: str
    claim: str
    find: Callable[[Evaluation], list[str]]


@dataclass
class Proofs:
    """Collects the proofs of one file."""

    checks: list[Check] = field(default_factory=list[Check])

    def proof(self, claim: str) -> Callable[[Callable[[View], Iterator[str]]], Callable[[View], Iterator[str]]]:
        """Register a function as a proof, under its own name; `claim` is what it proves."""

        def register(find: Callable[[View], Iterator[str]]) -> Callable[[View], Iterator[str]]:
            self.checks.append(
                Check(name=find.__name__, claim=claim, find=lambda evaluation: sorted(set(find(View(evaluation)))))
            )
            return find

        return register
