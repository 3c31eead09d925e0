"""Every setting of a stack: one line each with its default and the reason, checked before anything is registered.

Stacks differ in their files (`Pulumi.<stack>.yaml`) and nowhere else.
"""
# ruff: noqa: E501 - a setting is one line: name, type, default, reason

import dataclasses
import difflib
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.base import prices
from components.base import setting_types as types
from components.base.naming import Names, UnusableNameError
from components.base.setting_types import SettingError
from components.identity.ownership import PRODUCTION, PULL_REQUESTS
from contracts.renderers import RENDERERS

__all__ = ["GPU_CLASSES", "STAGES", "SettingError", "Settings", "load"]


#: What a stack is for; it decides what the stack may do without.
STAGES: Final = ("local", "dev", "pr", "production")


@dataclass(frozen=True, kw_only=True)
class GpuClass:
    """Instance types with one size of video memory: a task that fits one of them fits each."""

    instance_types: tuple[str, ...]
    video_memory_gib: int


GPU_CLASSES: Final[Mapping[str, GpuClass]] = {
    "gpu24": GpuClass(instance_types=("g6.xlarge", "g5.xlarge"), video_memory_gib=24),
    "gpu48": GpuClass(instance_types=("g6e.xlarge",), video_memory_gib=48),
}


def _renderer_of(queue: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        return types.one_of(*(name for name, renderer in RENDERERS.items() if renderer.queue == queue))(value)

    return read


def _tunable(read: Callable[[Any], Any], default: Any, reason: str) -> Any:
    return dataclasses.field(default=default, metadata={"read": read, "reason": reason})


# fmt: off
@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one stack. Stack keys are these names in camelCase: `apiPort`, `pagesOrigins`."""

    project: str
    stack: str
    region: str
    stage: str

    # The edge and the API
    edge: str = _tunable(types.one_of("cloudfront", "none"), "cloudfront", "'none' only for the stage local: nothing else is public")
    pages_origins: tuple[str, ...] = _tunable(types.origins, (), "Sites whose pages may call the API; empty: no browser may")
    api_port: int = _tunable(types.whole(1, 65535), 8000, "The port in the container; the load balancer maps it")
    bind_host: str = _tunable(types.address, "0.0.0.0", "A container is reached from outside itself")  # noqa: S104
    api_cpu: int = _tunable(types.one_of_numbers(256, 512, 1024, 2048, 4096), 512, "CPU units (1024 = 1 vCPU); half a core serves a team")
    api_memory_mib: int = _tunable(types.whole(512, 30720), 1024, "MiB; parsing a 120-page screenplay stays far below")
    api_count_min: int = _tunable(types.whole(1, 50), 1, "Tasks that always run")
    api_count_max: int = _tunable(types.whole(1, 50), 1, "Tasks at most: 600 requests a minute each")
    api_deployment: str = _tunable(types.one_of("rolling", "canary-ready", "canary"), "rolling", "How a new version takes over; 'canary': 10 % of the requests for 10 minutes first. 'canary-ready' comes between the two, both ways")
    api_spot: bool = _tunable(types.flag, False, "Fargate Spot: 60 % off, and a two-minute notice now and then")
    remote_shell: bool = _tunable(types.flag, False, "ECS Exec into running tasks; for development only")

    web_firewall: bool = _tunable(types.flag, False, "AWS WAF before CloudFront, at some $9 a month and $0.60 a million requests")

    domain: str = _tunable(types.domain, "", "A name of your own for the API and the downloads; empty: CloudFront's")
    hosted_zone_id: str = _tunable(types.hosted_zone, "", "The zone in Route 53 in which the domain's records are made")

    # The network
    zones: int = _tunable(types.whole(2, 3), 2, "Availability zones; RDS and load balancers need two")
    nat_gateway: bool = _tunable(types.flag, False, "One NAT gateway ($33 a month) and private tasks; without it tasks have public addresses and closed ports")

    # The database
    database_auth: str = _tunable(types.one_of("iam", "password"), "iam", "RDS tokens; 'password' only for the stage local")
    database_class: str = _tunable(types.database_class, "db.t4g.micro", "1 GiB; the smallest that runs PostgreSQL 18")
    database_storage_gib: int = _tunable(types.whole(20, 65536), 20, "GiB at the start; 20 is the least of gp3")
    database_storage_max_gib: int = _tunable(types.whole(0, 65536), 0, "GiB up to which RDS grows it by itself; 0: never")
    database_multi_az: bool = _tunable(types.flag, False, "A standby in another zone, at twice the price")
    database_backup_days: int = _tunable(types.whole(0, 35), 1, "Days to which it can be restored to any second")

    # The work
    visibility_seconds: int = _tunable(types.whole(3, 43200), 120, "Seconds that a message stays hidden after a heartbeat, which comes each third of it")
    max_receive_count: int = _tunable(types.whole(1, 1000), 5, "Attempts before a message goes to the dead-letter queue")
    video_renderer: str = _tunable(_renderer_of("video"), "animatic", "What renders shots")
    voice_renderer: str = _tunable(_renderer_of("voice"), "formant", "What speaks lines")
    worker_cpu: int = _tunable(types.one_of_numbers(1024, 2048, 4096, 8192), 2048, "CPU units (1024 = 1 vCPU); the renderer draws and encodes on two cores")
    worker_memory_mib: int = _tunable(types.whole(2048, 61440), 4096, "MiB; memory is flat in the film's length")
    worker_count_min: int = _tunable(types.whole(0, 100), 0, "CPU workers that always run; 0: idle costs nothing")
    worker_count_max: int = _tunable(types.whole(0, 100), 2, "CPU workers at most; this caps the bill")
    gpu_classes: tuple[str, ...] = _tunable(types.some_of(*GPU_CLASSES), (), "GPU classes to have, by video memory; each queue takes the smallest that its renderer fits in")
    gpu_markets: tuple[str, ...] = _tunable(types.some_of("spot", "ondemand"), ("spot",), "Spot first; 'ondemand' beside it is the relief while spot owes hosts, alone it does all the work")
    gpu_max: int = _tunable(types.whole(0, 50), 1, "Hosts of a class at most, its markets together: this caps the bill; stays 0 in effect while no renderer needs the class")
    gpu_ondemand_max: int = _tunable(types.whole(1, 49), 1, "How many of these on-demand hosts may be, at three times the price, where both markets are named")

    # Operation
    log_days: int = _tunable(types.one_of_numbers(1, 3, 5, 7, 14, 30, 60, 90, 180, 365), 7, "Days that logs are kept; numbers that CloudWatch knows")
    container_insights: bool = _tunable(types.flag, False, "Per-task metrics, at some $5 a month")
    alarms: bool = _tunable(types.flag, True, "Alarms, dashboard and budget; off only where nobody would read them: the stages local and pr")
    alarm_email: str = _tunable(types.mail_address, "", "Who reads alarms and bills; AWS asks there once to confirm it")
    budget_usd: int = _tunable(types.whole(1, 1_000_000), 75, "USD a month; when they are spent the GPU groups stop. What users were promised, which ./studio cost is tested to stay below")
    budget_scope: str = _tunable(types.one_of("account", "stack"), "account", "What the budget counts. The account from the first day on; 'stack' counts nothing, and stops nothing, until the cost allocation tag 'stack' is active (docs/deploy.md)")
    gpu_hours_a_day: int = _tunable(types.whole(1, 24 * 50), 4, "GPU instance hours within a day that are worth a mail")
    delivery: bool = _tunable(types.flag, False, "The roles that GitHub takes on; in one stack of the account they include the reading one")
    github_repository: str = _tunable(types.repository, "", "Whose workflows may take them on, OWNER/NAME")
    github_provider: str = _tunable(types.one_of("create", "existing"), "create", "An account knows GitHub once: 'existing' in every stack after the first")
    delivery_environments: tuple[str, ...] = _tunable(types.names, (), "GitHub environments that deploy, each with a role; empty: the one called like the stack")
    delivery_zones: tuple[str, ...] = _tunable(types.hosted_zones, (), "Zones in Route 53 in which these roles may make records; empty: none")
    state_bucket: str = _tunable(types.bucket, "", "The S3 bucket of Pulumi's state, which these roles need: the one of `pulumi login s3://…`")
    state_key_alias: str = _tunable(types.key_alias, "alias/film-studio-state", "The KMS key of the secrets in that state, by its alias")
    github_deploys: bool = _tunable(types.flag, False, "GitHub deploys this stack, so its roles carry the boundary that the delivery has made for them")
    protected: bool = _tunable(types.flag, False, "Database, buckets and load balancer cannot be deleted, here or in the console")
    # fmt: on

    @property
    def names(self) -> Names:
        return Names(project=self.project, stack=self.stack)

    @property
    def shifts_traffic(self) -> bool:
        """Whether the API has what ECS needs to shift requests between versions, though it may not do so yet."""
        return self.api_deployment != "rolling"

    @property
    def unread_notice(self) -> str | None:
        """Why nobody would read the alarms, where the address is still the example's."""
        if not self.alarms or not types.is_placeholder(self.alarm_email):
            return None
        return (
            f"alarmEmail is '{self.alarm_email}' in stack '{self.stack}', an example's address that nobody reads: alarms "
            f"and bills would be lost. `pulumi config set --stack {self.stack} alarmEmail ADDRESS` names whoever operates it."
        )

    @property
    def delivers(self) -> tuple[str, ...]:
        """GitHub environments whose roles this stack makes."""
        return (self.delivery_environments or (self.stack,)) if self.delivery else ()

    @property
    def delivered_by(self) -> str | None:
        """The GitHub environment that deploys this stack, if one does."""
        environment = PULL_REQUESTS if self.stage == "pr" else self.stack
        return environment if self.github_deploys or environment in self.delivers else None

    @property
    def chosen_renderers(self) -> Mapping[str, str]:
        """Queue → renderer that takes its jobs."""
        return {"video": self.video_renderer, "voice": self.voice_renderer}

    @property
    def gpu_class_of(self) -> Mapping[str, str]:
        """Queue → the smallest of the stack's GPU classes in which its renderer fits. A queue that CPUs serve has none."""
        needed = {queue: RENDERERS[name].video_memory_gib for queue, name in self.chosen_renderers.items()}
        fitting = {queue: _fitting(self.gpu_classes, gib) for queue, gib in needed.items() if gib}
        return {queue: classes[0] for queue, classes in fitting.items() if classes}

    def gpu_hosts(self, gpu_class: str, market: str) -> int:
        """Hosts of a class that a market (`spot`, `ondemand`) may really reach; its markets add up to `gpu_max`."""
        if not self.gpu_max or gpu_class not in self.gpu_class_of.values() or market not in self.gpu_markets:
            return 0
        if len(self.gpu_markets) == 1:
            return self.gpu_max
        return self.gpu_ondemand_max if market == "ondemand" else self.gpu_max - self.gpu_ondemand_max

    @property
    def gpu_notice(self) -> str | None:
        """Which GPU classes stay empty and why, where some do."""
        idle = [each for each in self.gpu_classes if each not in self.gpu_class_of.values()]
        if not idle:
            return None
        chosen = ", ".join(
            f"{queue}: {name} on {self.gpu_class_of.get(queue, 'CPUs')}"
            for queue, name in self.chosen_renderers.items()
        )
        needed = "one of them" if self.gpu_class_of else "a GPU"
        return (
            f"GPU groups {', '.join(idle)} stay at max 0, because no chosen renderer needs {needed} ({chosen}). "
            "They cost nothing until videoRenderer or voiceRenderer names one that does."
        )


def _fitting(classes: Sequence[str], video_memory_gib: int) -> list[str]:
    """Those classes in which a renderer fits, smallest first."""
    large = [name for name in classes if GPU_CLASSES[name].video_memory_gib >= video_memory_gib]
    return sorted(large, key=lambda name: GPU_CLASSES[name].video_memory_gib)


_TUNABLES: Final = {
    types.camel_case(field.name): field for field in dataclasses.fields(Settings) if "read" in field.metadata
}


def load(
    *, project: str, stack: str, configuration: Mapping[str, str], secret_keys: Collection[str] = ()
) -> Settings:
    """Read and check the settings of a stack from its flat configuration (`film-studio:apiPort` → "8000").

    `secret_keys` are those whose values are encrypted in the stack's file.

    Raises `SettingError`, which names the key, the value and the fix, and `naming.UnusableNameError`.
    """
    names = Names(project=project, stack=stack)
    values = {
        key.removeprefix(f"{project}:"): value
        for key, value in configuration.items()
        if key.startswith(f"{project}:")
    }
    _refuse_unknown(values, stack)
    _refuse_encrypted([key.removeprefix(f"{project}:") for key in secret_keys if key.startswith(f"{project}:")], stack)
    stage = values.pop("stage", "")
    if stage not in STAGES:
        raise SettingError(
            f"stage is {stage!r} in stack '{stack}'; it is one of {', '.join(STAGES)}: set it in Pulumi.{stack}.yaml."
        )
    region = configuration.get("aws:region", "")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        raise SettingError(
            f"aws:region is {region!r} in stack '{stack}'; it is the name of a region: set it to us-east-2, for instance."
        )
    chosen = {_TUNABLES[key].name: _read(key, value) for key, value in values.items()}
    _check_name(stack, stage)
    settings = Settings(project=names.project, stack=stack, region=region, stage=stage, **chosen)
    _check_together(settings)
    return settings


def _check_name(stack: str, stage: str) -> None:
    """The workflows of pull requests may change whatever is called `pr…` or tagged with their stage: keep both theirs."""
    is_theirs = re.fullmatch(r"pr\d*", stack) is not None
    if stack.startswith("pr") and not is_theirs and stack != PRODUCTION:
        raise SettingError(
            f"Stack '{stack}' begins with 'pr', as the stacks of pull requests do, whose workflows could change it: "
            f"call it otherwise, for instance 'live' or '{PRODUCTION}'."
        )
    if is_theirs != (stage == "pr"):
        fix = "set stage to pr" if is_theirs else "take another stage, or call the stack pr and a number"
        raise SettingError(
            f"stage is '{stage}' in stack '{stack}': the stacks of pull requests are called pr and a number and have the "
            f"stage pr, and no others: {fix}."
        )


def _refuse_unknown(values: Mapping[str, str], stack: str) -> None:
    known = ("stage", *_TUNABLES)
    for key in values:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            meant = f"Did you mean '{close[0]}'?" if close else f"Known keys: {', '.join(sorted(known))}."
            raise SettingError(f"'{key}' in Pulumi.{stack}.yaml is not a setting. {meant}")


def _refuse_encrypted(keys: Collection[str], stack: str) -> None:
    for key in keys:
        raise SettingError(
            f"{key} is encrypted (secure) in Pulumi.{stack}.yaml, but no setting is a secret and this one would stand in "
            f"plain text in what it configures: set it again with `pulumi config set --stack {stack} {key} VALUE`, "
            "without --secret. Passwords and keys are made by the program, and kept in Secrets Manager."
        )


def _read(key: str, value: str) -> Any:
    field = _TUNABLES[key]
    try:
        return field.metadata["read"](value)
    except ValueError as error:
        raise SettingError(f"{key} is {value!r}; it takes {error}. ({field.metadata['reason']}.)") from error


def _check_together(settings: Settings) -> None:
    """What is wrong only in combination."""
    for key, value, risky, safe, stages in (
        ("edge", settings.edge, "none", "cloudfront", ("local",)),
        ("databaseAuth", settings.database_auth, "password", "iam", ("local",)),
        ("alarms", settings.alarms, False, True, ("local", "pr")),
        ("protected", settings.protected, False, True, ("local", "dev", "pr")),
    ):
        if value == risky and settings.stage not in stages:
            raise SettingError(
                f"{key} is {_spelled(risky)} in stage '{settings.stage}'; only {_stages(stages)} may do without: "
                f"set it to {_spelled(safe)} in Pulumi.{settings.stack}.yaml."
            )
    for low, high in (("api_count_min", "api_count_max"), ("worker_count_min", "worker_count_max")):
        if getattr(settings, low) > getattr(settings, high):
            raise SettingError(
                f"{types.camel_case(low)} is {getattr(settings, low)}, more than {types.camel_case(high)} "
                f"({getattr(settings, high)}): lower the one or raise the other."
            )
    largest = settings.database_storage_max_gib
    if largest and largest < settings.database_storage_gib * 1.1:
        raise SettingError(
            f"databaseStorageMaxGib is {largest}; RDS wants at least 10 % more than databaseStorageGib "
            f"({settings.database_storage_gib}): raise it, or set it to 0 for no growth."
        )
    for cpu, memory in (("api_cpu", "api_memory_mib"), ("worker_cpu", "worker_memory_mib")):
        types.check_fargate_size(
            cpu=getattr(settings, cpu),
            memory_mib=getattr(settings, memory),
            cpu_key=types.camel_case(cpu),
            memory_key=types.camel_case(memory),
        )
    if bool(settings.domain) != bool(settings.hosted_zone_id):
        given, missing = ("domain", "hostedZoneId") if settings.domain else ("hostedZoneId", "domain")
        raise SettingError(
            f"{given} is {settings.domain or settings.hosted_zone_id!r}, but {missing} is missing in stack "
            f"'{settings.stack}': set both, or neither. The certificate is proven by a record in the domain's zone."
        )
    if settings.domain and settings.edge != "cloudfront":
        raise SettingError(f"domain is {settings.domain!r}, but edge is 'none': only CloudFront answers to a domain.")
    if settings.shifts_traffic and settings.stage == "local":
        raise SettingError(
            f"apiDeployment is {settings.api_deployment!r} in stage 'local', which has no ECS to shift requests: set it "
            "to 'rolling', or leave it out."
        )
    if settings.api_deployment == "canary" and not settings.alarms:
        raise SettingError(
            f"apiDeployment is 'canary' in stack '{settings.stack}', but alarms is false: nothing would take a bad version "
            "back, because ECS has no circuit breaker for canaries. Set alarms to true, or apiDeployment to 'rolling'."
        )
    _check_delivery(settings)
    _check_gpus(settings)
    _check_spending(settings)


def _check_delivery(settings: Settings) -> None:
    if not settings.delivery:
        return
    if not settings.github_repository:
        raise SettingError(
            f"githubRepository is missing in stack '{settings.stack}', where delivery is true: set it to OWNER/NAME, or any "
            "repository's workflows could not be told from yours."
        )
    if not settings.state_bucket:
        raise SettingError(
            f"stateBucket is missing in stack '{settings.stack}', where delivery is true: set it to the bucket of `pulumi "
            "login s3://BUCKET`, or the workflows could not read the state of any stack."
        )
    for environment in settings.delivers:
        if environment != PULL_REQUESTS:
            try:
                Names(project=settings.project, stack=environment)
            except UnusableNameError as error:
                raise SettingError(
                    f"deliveryEnvironments has {environment!r}, which deploys nothing: each is the name of a stack, or "
                    f"'{PULL_REQUESTS}'. ({error})"
                ) from error


def _check_gpus(settings: Settings) -> None:
    """A queue whose renderer finds no GPU would keep its messages until they expire."""
    for queue, name in settings.chosen_renderers.items():
        needed = RENDERERS[name].video_memory_gib
        if not needed:
            continue
        chosen = f"{queue}Renderer is '{name}', which needs {needed} GiB of video memory"
        if queue not in settings.gpu_class_of:
            larger = _fitting(tuple(GPU_CLASSES), needed)
            fix = f"add '{larger[0]}' to gpuClasses" if larger else "no class has as much; add one to GPU_CLASSES"
            raise SettingError(f"{chosen}, but gpuClasses is {list(settings.gpu_classes)}: {fix}, or choose another.")
        if not settings.gpu_max or not settings.gpu_markets:
            key = "gpuMarkets" if settings.gpu_max else "gpuMax"
            value = list(settings.gpu_markets) if settings.gpu_max else settings.gpu_max
            fix = "name spot" if settings.gpu_max else "set it to at least 1"
            raise SettingError(f"{chosen}, but {key} is {value}, so nothing would do its jobs: {fix}, or choose another.")
    if len(settings.gpu_markets) > 1 and settings.gpu_max and settings.gpu_ondemand_max >= settings.gpu_max:
        raise SettingError(
            f"gpuOndemandMax is {settings.gpu_ondemand_max}, which leaves none of gpuMax ({settings.gpu_max}) to spot: "
            f"raise gpuMax to at least {settings.gpu_ondemand_max + 1}, or name one market in gpuMarkets."
        )


def _check_spending(settings: Settings) -> None:
    if not settings.alarms:
        return
    if not settings.alarm_email:
        raise SettingError(
            f"alarmEmail is missing in stack '{settings.stack}': alarms and bills would reach nobody. Set it in "
            f"Pulumi.{settings.stack}.yaml to the mail address of whoever operates the stack."
        )
    try:
        idle = prices.idle_usd_month(settings)
    except prices.UnknownPriceError:
        return  # the cost report names what has no price; that alone is no reason not to deploy
    if settings.budget_usd < idle:
        raise SettingError(
            f"budgetUsd is {settings.budget_usd}, but stack '{settings.stack}' costs ${idle:.0f} a month even when nobody "
            f"works: raise it to at least {math.ceil(idle)}, or take smaller settings (./studio cost {settings.stack} "
            "lists what they cost)."
        )


def _spelled(value: str | bool) -> str:
    """As a stack's file spells it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _stages(stages: tuple[str, ...]) -> str:
    *others, last = stages
    return f"the stages {', '.join(others)} and {last}" if others else f"the stage {last}"
