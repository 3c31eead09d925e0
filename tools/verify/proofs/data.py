"""Proofs of queues and database: each queue has a sender, a receiver and its dead letters; each login its program."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from contracts.environment import APP_ROLE, DATABASE_NAME, OWNER_ROLE, SYSTEM_ROLE
from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.verify.proofs.view import BUCKET, DATABASE, QUEUE, Grant, Task, View, items, listed, section

#: Environment variable → the queue that it names.
NAMED_BY: Final = {
    "JOB_QUEUE_URL": "jobs",
    "VIDEO_QUEUE_URL": "video",
    "VOICE_QUEUE_URL": "voice",
    "EVENTS_QUEUE_URL": "events",
}
#: A spot host that is taken away, a deployment and a crash in one job's life still leave it an attempt.
LEAST_ATTEMPTS: Final = 3
#: A worker breathes each third of the visibility: below a minute, a slow disk would look like a dead worker.
LEAST_VISIBILITY: Final = 60
#: Longer than any job may take without a heartbeat; a dead worker's job waits so long.
LONGEST_VISIBILITY: Final = 900
LOGINS: Final = {
    "DATABASE_URL": APP_ROLE,
    "DATABASE_SYSTEM_URL": SYSTEM_ROLE,
    "DATABASE_OWNER_URL": OWNER_ROLE,
}


@rule("data", "Every queue has a dead-letter queue of its own, which takes its letters and nobody else's.")
def every_queue_has_its_dead_letters(view: View) -> Iterator[str]:
    targets: Counter[str] = Counter()
    for name, queue in view.work.items():
        target = view.dead_letters_of(queue)
        if target not in view.queues:
            yield f"{name} has no dead-letter queue in this stack."
            continue
        targets[str(target)] += 1
        if target == view.output(queue, "arn"):
            yield f"{name} is its own dead-letter queue."
        dead = view.queues[str(target)]
        if not _takes_from(view, dead, queue):
            yield f"{dead.name} does not say that it takes the letters of {name} alone (redrive allow policy)."
        if (dead.inputs.get("messageRetentionSeconds") or 0) <= (queue.inputs.get("messageRetentionSeconds") or 0):
            yield f"{dead.name} forgets before {name} does: dead letters keep the age of their first sending."
    for target, count in targets.items():
        if count > 1:
            yield f"{view.queues[target].name} takes the letters of {count} queues: nobody can tell whose they are."


def _takes_from(view: View, dead: Recorded, queue: Recorded) -> bool:
    for policy in view.of("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"):
        if policy.inputs.get("queueUrl") == view.output(dead, "url"):
            allowed = json.loads(policy.inputs.get("redriveAllowPolicy", "{}"))
            own = listed(allowed.get("sourceQueueArns")) == [view.output(queue, "arn")]
            return allowed.get("redrivePermission") == "byQueue" and own
    return False


def _may(view: View, task: Task, action: str, queue: Recorded) -> bool:
    role = view.role(task.definition.inputs.get("taskRoleArn"))
    wanted = Grant(action=action, resource=str(view.output(queue, "arn")))
    return role is not None and wanted in view.grants[role.urn]


@rule("data", "The API sends work and hears of it; workers take work and report: each queue has both its ends.")
def every_queue_has_a_sender_and_a_receiver(view: View) -> Iterator[str]:
    running = [task for task in view.tasks if task.services]
    for name, queue in view.work.items():
        sends = {task.module for task in running if _may(view, task, "sqs:SendMessage", queue)}
        takes = {
            task.module
            for task in running
            if _may(view, task, "sqs:ReceiveMessage", queue) and _may(view, task, "sqs:DeleteMessage", queue)
        }
        sender, receiver = ("film_workers", "film_studio") if name == "events" else ("film_studio", "film_workers")
        for what, found, wanted in (("sends to", sends, sender), ("takes from", takes, receiver)):
            if wanted not in found:
                yield f"no running {wanted} {what} {name}."
            for other in sorted(found - {wanted}):
                yield f"{other} {what} {name}, which is {wanted}'s part."
    for name in NAMED_BY.values():
        if name not in view.work:
            yield f"there is no queue {name}."


@rule("data", "Each queue of work is served by a running program that says so and may.")
def every_queue_of_work_is_served(view: View) -> Iterator[str]:
    served: set[str] = set()
    for task in view.tasks:
        if task.module != "film_workers":
            continue
        if not task.work_queues:
            yield f"{task.name} takes work from no queue."
        for name in task.work_queues:
            if name not in view.work or name == "events":
                yield f"{task.name} takes work from {name}, which is not a queue of work."
            elif task.services and _can_run(view, task):
                served.add(name)
    for name in view.work:
        if name != "events" and name not in served:
            yield f"nobody takes work from {name}: no service that can reach more than zero tasks names it."


def _can_run(view: View, task: Task) -> bool:
    """Whether some service of the task may have a running copy: it starts with one, or scaling may give it one."""
    for service in task.services:
        name = str(service.inputs.get("name"))
        limits = [
            target.inputs.get("maxCapacity") or 0
            for target in view.of("aws:appautoscaling/target:Target")
            if str(target.inputs.get("resourceId")).rsplit("/", 1)[-1] == name
        ]
        if max([*limits, service.inputs.get("desiredCount") or 0]) > 0:
            return True
    return False


@rule("data", "Every variable that names a queue names that queue of this stack.")
def queue_variables_name_their_queues(view: View) -> Iterator[str]:
    urls = {str(view.output(queue, "url")): queue.name for queue in view.of(QUEUE)}
    for task in view.tasks:
        for variable, queue in NAMED_BY.items():
            value = task.environment.get(variable)
            if value is not None and urls.get(value) != queue:
                yield f"{task.name}: {variable} is {value}, which is not the URL of {queue}."


@rule("data", "A message stays hidden for as long as its worker thinks, and long enough for a late heartbeat.")
def messages_stay_hidden_while_they_are_worked_on(view: View) -> Iterator[str]:
    for task in view.tasks:
        for name in task.work_queues:
            queue = view.work.get(name)
            if queue is None:
                continue
            hidden = queue.inputs.get("visibilityTimeoutSeconds") or 30
            thought = int(task.environment.get("VISIBILITY_SECONDS", "0") or 0)
            if hidden != thought:
                yield f"{task.name} breathes for {thought} s, but {name} hides messages for {hidden} s."
            if view.stage != "local" and not LEAST_VISIBILITY <= hidden <= LONGEST_VISIBILITY:
                yield f"{name} hides messages for {hidden} s: take {LEAST_VISIBILITY} to {LONGEST_VISIBILITY}."


@rule("data", "A job gets enough attempts to outlive interruptions, and not so many that poison costs a night.")
def jobs_get_some_attempts(view: View) -> Iterator[str]:
    for name, queue in view.work.items():
        attempts = int(json.loads(queue.inputs.get("redrivePolicy") or "{}").get("maxReceiveCount", 0))
        if not LEAST_ATTEMPTS <= attempts <= 20:
            yield f"{name} gives a message {attempts} attempts: take {LEAST_ATTEMPTS} to 20 (maxReceiveCount)."
        if (queue.inputs.get("messageRetentionSeconds") or 0) < 24 * 3600:
            yield f"{name} forgets messages within a day: a film ordered before a weekend would be lost."
        if (queue.inputs.get("receiveWaitTimeSeconds") or 0) < 10:
            yield f"{name} answers empty polls at once: each costs money; let them wait 20 s."


@rule("data", "A database URL names this stack's database, the login of its program, TLS, and no password.")
def database_urls_are_whole(view: View) -> Iterator[str]:
    database = next(iter(view.of(DATABASE)), None)
    for task in view.tasks:
        for name, login in LOGINS.items():
            value = task.environment.get(name)
            if value is None or database is None:
                continue
            url = urlsplit(value)
            wanted = (
                url.scheme == "postgresql",
                url.username == login,
                url.hostname == str(view.output(database, "address")).lower(),
                str(url.netloc).rsplit(":", 1)[-1] == str(view.output(database, "port")),
                url.path == f"/{DATABASE_NAME}",
            )
            if not all(wanted):
                yield f"{task.name}: {name} is '{value}', not postgresql://{login}@HOST:PORT/{DATABASE_NAME}."
            if url.password:
                yield f"{task.name}: {name} carries a password."
            mode = parse_qs(url.query).get("sslmode", [""])[0]
            if view.stage != "local" and mode != "verify-full":
                yield f"{task.name}: {name} does not check whom it talks to (sslmode={mode})."
        if view.stage != "local" and task.environment.get("DATABASE_AUTH", "iam") != "iam":
            yield f"{task.name} logs in with a password: tokens only, on AWS."


@rule("data", "The owner's password comes from the database's own secret, to migrations only.")
def only_migrations_hold_the_owners_password(view: View) -> Iterator[str]:
    secrets = {
        str(secret.get("secretArn"))
        for database in view.of(DATABASE)
        for secret in items(view.output(database, "masterUserSecrets"))
    }
    for task in view.tasks:
        source = task.secrets.get("PGPASSWORD")
        if task.module == "film_studio.migrate":
            if source is None or not any(source == f"{arn}:password::" for arn in secrets):
                yield f"{task.name} gets its password from {source}: take the key 'password' of the database's secret."
        elif source is not None:
            yield f"{task.name} holds the owner's password."


@rule("data", "What production holds is backed up each night into a locked vault, which outlives it.")
def backups_outlive_what_they_are_of(view: View) -> Iterator[str]:
    vaults = view.of("aws:backup/vault:Vault")
    plans = {str(view.output(plan, "id")): plan for plan in view.of("aws:backup/plan:Plan")}
    kept: set[str] = set()
    for selection in view.of("aws:backup/selection:Selection"):
        plan = plans.get(str(selection.inputs.get("planId")))
        role = view.role(selection.inputs.get("iamRoleArn"))
        if plan is None or role is None:
            yield f"{selection.name} has no plan, or no role, of this stack: nothing would be backed up."
            continue
        kept |= set(map(str, listed(selection.inputs.get("resources"))))
        yield from _without_rights(view, role, selection)
    for plan in plans.values():
        for step in items(plan.inputs.get("rules")):
            if step.get("targetVaultName") not in {vault.inputs.get("name") for vault in vaults}:
                yield f"{plan.name} goes to {step.get('targetVaultName')}, which is not a vault of this stack."
            for copied in items(step.get("copyActions")):
                copy = view.by_arn.get(str(copied.get("destinationVaultArn")))
                if copy is None or copy.inputs.get("region") in (None, view.region):
                    yield f"{plan.name} copies to where the stack is: name a vault of another region."
            yield from _too_short(view, plan, step)
    if view.stage != "production":
        return
    for resource in view.of(DATABASE, BUCKET):
        if str(view.output(resource, "arn")) not in kept:
            yield f"{resource.name} has no backup outside of itself: name it in a selection (backupVaultDays)."
    locked = {
        (lock.inputs.get("backupVaultName"), lock.inputs.get("region"))
        for lock in view.of("aws:backup/vaultLockConfiguration:VaultLockConfiguration")
    }
    for vault in vaults:
        if (vault.inputs.get("name"), vault.inputs.get("region")) not in locked or not vault.protect:
            yield f"{vault.name} is not locked and protected: who deletes the database could delete its backups."


def _without_rights(view: View, role: Recorded, selection: Recorded) -> Iterator[str]:
    """The one right on each thing without which AWS Backup copies nothing of it."""
    for arn in map(str, listed(selection.inputs.get("resources"))):
        action = "rds:CreateDBSnapshot" if arn.startswith("arn:aws:rds:") else "s3:ListBucketVersions"
        if Grant(action=action, resource=arn) not in view.grants[role.urn]:
            yield f"{role.name} lacks {action} on {arn}: its backup would fail each night."


def _too_short(view: View, plan: Recorded, step: dict[str, Any]) -> Iterator[str]:
    """A vault refuses what its lock would not let go in time."""
    days = int(section(step, "lifecycle").get("deleteAfter") or 0)
    for lock in view.of("aws:backup/vaultLockConfiguration:VaultLockConfiguration"):
        if lock.inputs.get("backupVaultName") == step.get("targetVaultName") and days < lock.inputs["minRetentionDays"]:
            yield f"{plan.name} keeps backups for {days} days, which {lock.name} refuses: every backup would fail."
