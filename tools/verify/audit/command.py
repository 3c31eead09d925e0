"""`./studio audit STACK`: holds a stack against Checkov; what fails is mended, or listed with a reason."""

import argparse
import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from tools import environments
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program import stack_files
from tools.program.stacks import registered
from tools.verify.audit.translate import plan

#: The stack that those of pull requests are copied from; they are called so and a number.
PULL_REQUEST: Final = "pr"
EXCEPTIONS: Final = Path(__file__).resolve().parent / "exceptions.toml"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A failed check: Checkov's id and title, and the address of the resource in the plan."""

    check: str
    title: str
    resource: str


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """A finding that stands, on purpose. `resource` is a pattern of addresses; `stacks` none: every stack.

    With `where_present` a stack need not have such a resource: it comes with a setting.
    """

    check: str
    resource: str
    reason: str
    stacks: tuple[str, ...] = ()
    where_present: bool = False

    def covers(self, finding: Finding) -> bool:
        return self.check == finding.check and fnmatchcase(finding.resource, self.resource)


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """Findings without a reason, reasons without a finding, and how many checks passed or failed with a reason."""

    open: Sequence[Finding]
    unused: Sequence[Allowed]
    passed: int
    excepted: int

    @property
    def exit_code(self) -> int:
        return FAILED if self.open or self.unused else DONE

    def text(self) -> str:
        lines = [f"{finding.check}  {finding.resource}: {finding.title}" for finding in self.open]
        lines += [
            f"{exception.check}  {exception.resource}: nothing fails it any more; remove the exception"
            for exception in self.unused
        ]
        lines.append(
            f"{self.passed} checks passed, {self.excepted} failed with a reason, {len(self.open)} failed without"
        )
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "failed": [vars(finding) for finding in self.open],
            "unused": [vars(exception) for exception in self.unused],
        }


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", metavar="STACK", help="local, dev, production, …")


def run(options: argparse.Namespace) -> AuditReport:
    findings, passed, addresses = audit(options.stack)
    open_findings, unused = judge(findings, read_exceptions(EXCEPTIONS, options.stack), addresses)
    return AuditReport(open=open_findings, unused=unused, passed=passed, excepted=len(findings) - len(open_findings))


def judge(
    findings: Sequence[Finding], allowed: Sequence[Allowed], addresses: Collection[str]
) -> tuple[list[Finding], list[Allowed]]:
    """Findings without a reason, and reasons without a finding; `addresses` are of all that the stack has."""
    left = [finding for finding in findings if not any(each.covers(finding) for each in allowed)]
    unused = [
        each
        for each in allowed
        if not any(each.covers(finding) for finding in findings)
        and (not each.where_present or any(fnmatchcase(address, each.resource) for address in addresses))
    ]
    return left, unused


def read_exceptions(path: Path, stack: str) -> list[Allowed]:
    """The exceptions that hold for a stack. Raises `StudioError` for one without a reason, or for an unknown stack."""
    found: list[Allowed] = []
    known = set(stack_files.names(environments.ROOT))
    template = PULL_REQUEST if re.fullmatch(rf"{PULL_REQUEST}\d+", stack) else stack
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("exception", []):
        missing = {"check", "resource", "reason"} - {key for key, value in entry.items() if value}
        if missing:
            raise StudioError(f"{path.name}: an exception ({entry.get('check')}) has no {', '.join(sorted(missing))}.")
        each = Allowed(
            check=str(entry["check"]),
            resource=str(entry["resource"]),
            reason=str(entry["reason"]),
            stacks=tuple(map(str, entry.get("stacks", ()))),
            where_present=entry.get("where_present") is True,
        )
        unknown = sorted(set(each.stacks) - known)
        if unknown:
            raise StudioError(
                f"{path.name}: the exception {each.check} is for {', '.join(unknown)}, which is not a stack: there are "
                f"{', '.join(sorted(known))}."
            )
        if not each.stacks or template in each.stacks:
            found.append(each)
    return found


def audit(stack: str, *, overrides: Mapping[str, str] | None = None) -> tuple[list[Finding], int, list[str]]:
    """Failed checks, how many passed, and the addresses of all that the stack has. Raises `StudioError`."""
    environments.ensure("audit")
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        file = Path(folder) / "plan.json"
        planned = plan(registered(stack, overrides=overrides))
        addresses = [entry["address"] for entry in planned["planned_values"]["root_module"]["resources"]]
        file.write_text(json.dumps(planned, default=str), encoding="utf-8")
        command = [
            environments.ENVIRONMENTS["audit"].path / "bin" / "checkov", "--file", file, "--framework",
            "terraform_plan", "--output", "json", "--compact", "--quiet", "--skip-download", "--soft-fail",
        ]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        told: dict[str, Any] = json.loads(run.stdout)
        results, summary = told["results"], told["summary"]
    except (ValueError, KeyError, TypeError) as error:
        raise StudioError(f"Checkov did not answer ({run.returncode}): {(run.stderr or run.stdout)[-2000:]}") from error
    if summary["parsing_errors"] or not summary["resource_count"]:
        raise StudioError(f"Checkov could not read the plan of {stack}: {summary}")
    findings = {
        Finding(check=entry["check_id"], title=entry["check_name"], resource=entry["resource"])
        for entry in results["failed_checks"]
    }
    ordered = sorted(findings, key=lambda finding: (finding.check, finding.resource))
    return ordered, int(summary["passed"]), addresses


COMMAND: Final = Command(
    description="Hold a stack against Checkov; what fails is mended, or listed with a reason.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "a finding has no reason, or a reason no finding"},
)
