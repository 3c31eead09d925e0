"""What settings may be only together: the risks that a stage may take, and sizes, renderers and money that fit."""

import math
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from components.base.database_classes import max_connections, memory_gib
from components.base.gpu_classes import GPU_CLASSES, fitting
from components.base.idle_cost import idle_usd_month
from components.base.naming import Names, UnusableNameError
from components.base.prices import UnknownPriceError
from components.base.setting_types import SettingError, camel_case, check_fargate_size
from components.base.settings import TUNABLES, Settings
from components.base.stages import PULL_REQUESTS
from components.base.work_cost import cpu_work_usd_hour
from contracts.connections import API_PROCESS, RESERVED

#: Outside a laptop: a heartbeat comes each third of it, and one that is late must not give the job away.
LEAST_VISIBILITY_SECONDS: Final = 60
#: IAM's logins want 300 to 1,000 MiB for themselves. Source: RDS User Guide, "IAM database authentication".
LEAST_MEMORY_GIB: Final = 2
#: Where all CPU workers spend the rest of the month's budget faster than this, nobody has read the alarm before it is
#: spent; and nothing stops them, because the kill switch stops hosts with GPUs.
LEAST_HOURS_OF_WORK: Final = 24
#: Of the budget, for work and for what idling costs beyond its estimate.
LEAST_ROOM: Final = 0.05
#: Of the budget, at which somebody is told (`components/operation/spending.py`): idling must stay below it.
NOTICE_SHARE: Final = 0.8


def check_together(settings: Settings, *, stacks: Collection[str] = ()) -> None:
    """Refuse what is wrong only in combination. `stacks` are those that have a file; without any, nobody looked.

    Raises `SettingError`, which names the keys and the fix.
    """
    for key, value, risky, safe, stages in (
        ("edge", settings.edge, "none", "cloudfront", ("local",)),
        ("databaseAuth", settings.database_auth, "password", "iam", ("local",)),
        ("alarms", settings.alarms, False, True, ("local", "pr")),
        ("apiSpot", settings.api_spot, True, False, ("local", "dev", "pr")),
    ):
        if value == risky and settings.stage not in stages:
            raise SettingError(
                f"{key} is {_spelled(risky)} in stage '{settings.stage}'; only {_stages(stages)} may have it so: "
                f"set it to {_spelled(safe)} in Pulumi.{settings.stack}.yaml."
            )
    _check_production(settings)
    _check_visibility(settings)
    for low, high in (("api_count_min", "api_count_max"), ("worker_count_min", "worker_count_max")):
        if getattr(settings, low) > getattr(settings, high):
            raise SettingError(
                f"{camel_case(low)} is {getattr(settings, low)}, more than {camel_case(high)} "
                f"({getattr(settings, high)}): lower the one or raise the other."
            )
    largest = settings.database_storage_max_gib
    if largest and largest < settings.database_storage_gib * 1.1:
        raise SettingError(
            f"databaseStorageMaxGib is {largest}; RDS wants at least 10 % more than databaseStorageGib "
            f"({settings.database_storage_gib}): raise it, or set it to 0 for no growth."
        )
    for cpu, memory in (("api_cpu", "api_memory_mib"), ("worker_cpu", "worker_memory_mib")):
        check_fargate_size(
            cpu=getattr(settings, cpu),
            memory_mib=getattr(settings, memory),
            cpu_key=camel_case(cpu),
            memory_key=camel_case(memory),
        )
    if bool(settings.domain) != bool(settings.hosted_zone_id):
        given, missing = ("domain", "hostedZoneId") if settings.domain else ("hostedZoneId", "domain")
        raise SettingError(
            f"{given} is {settings.domain or settings.hosted_zone_id!r}, but {missing} is missing in stack "
            f"'{settings.stack}': set both, or neither. The certificate is proven by a record in the domain's zone."
        )
    if settings.domain and settings.edge != "cloudfront":
        raise SettingError(f"domain is {settings.domain!r}, but edge is 'none': only CloudFront answers to a domain.")
    _check_site(settings)
    if bool(settings.mail_folder) != (settings.stage == "local" and bool(settings.mail_from)):
        raise SettingError(
            f"mailFolder is {settings.mail_folder!r} and mailFrom {settings.mail_from!r} in stage '{settings.stage}': "
            "a laptop, and nothing else, puts its mail into a folder. Set both in stage 'local', and leave mailFolder "
            "out everywhere else."
        )
    if settings.shifts_traffic and settings.stage == "local":
        raise SettingError(
            f"apiDeployment is {settings.api_deployment!r} in stage 'local', which has no ECS to shift requests: set "
            "it to 'rolling', or leave it out."
        )
    if settings.api_deployment == "canary" and not settings.alarms:
        raise SettingError(
            f"apiDeployment is 'canary' in stack '{settings.stack}', but alarms is false: nothing would take a bad "
            "version back, because ECS has no circuit breaker for canaries. Set alarms to true, or "
            "apiDeployment to 'rolling'."
        )
    _check_backups(settings)
    _check_hours(settings)
    _check_outside(settings)
    _check_connections(settings)
    _check_github_roles(settings, stacks)
    _check_renderers(settings)
    _check_gpus(settings)
    _check_spending(settings)


def _check_backups(settings: Settings) -> None:
    region = settings.backup_copy_region
    if region and not settings.backup_vault_days:
        raise SettingError(
            f"backupCopyRegion is '{region}' in stack '{settings.stack}', but backupVaultDays is 0: there would be "
            "nothing to copy. Set backupVaultDays to the days that a backup is kept, or leave backupCopyRegion out."
        )
    if region == settings.region:
        raise SettingError(
            f"backupCopyRegion is '{region}', where stack '{settings.stack}' is itself: what takes the region would "
            "take both. Name another one, or leave it out."
        )


def _check_hours(settings: Settings) -> None:
    if settings.office_hours and settings.stage not in ("dev", "pr"):
        raise SettingError(
            f"officeHours is '{settings.office_hours}' in stage '{settings.stage}'; only the stages dev and pr may "
            "close: outside of them somebody would meet an API that does not answer. Leave it out."
        )
    if settings.gpu_warm_hours and not settings.gpu_class_of:
        raise SettingError(
            f"gpuWarmHours is '{settings.gpu_warm_hours}' in stack '{settings.stack}', but no chosen renderer needs a "
            "GPU: there is nothing to keep warm. Leave it out, or choose a renderer that needs one."
        )


def _check_outside(settings: Settings) -> None:
    """What others run, and how they know this stack."""
    provider = {
        "oidcIssuer": settings.oidc_issuer,
        "oidcClientId": settings.oidc_client_id,
        "oidcClientSecret": settings.oidc_client_secret,
    }
    missing = [key for key, value in provider.items() if not value]
    if len(missing) not in (0, len(provider)) or (missing and settings.oidc_domains):
        raise SettingError(
            f"{', '.join(missing)} missing in stack '{settings.stack}', whose people are to sign in through an OpenID "
            f"provider: set {', '.join(provider)}, or none of them and no oidcDomains. The secret is set with "
            f"`pulumi config set --stack {settings.stack} --secret oidcClientSecret`."
        )
    speaks_openai = settings.writer_model.startswith("openai:")
    if speaks_openai != bool(settings.writer_url) or (settings.writer_key and not speaks_openai):
        raise SettingError(
            f"writerModel is '{settings.writer_model}' in stack '{settings.stack}': openai:ID needs writerUrl, and "
            "writerKey where that server asks for a key; with bedrock:ID, or without a model, leave both out."
        )
    if settings.writer_usd_million and not settings.writer_model:
        raise SettingError(
            f"writerUsdMillion is set in stack '{settings.stack}', but writerModel is missing: nothing has this price."
        )
    if settings.otlp_headers and not settings.otlp_endpoint:
        raise SettingError(
            f"otlpHeaders is set in stack '{settings.stack}', but otlpEndpoint is missing: nobody would be sent them."
        )
    if settings.pager_url and not settings.alarms:
        raise SettingError(
            f"pagerUrl is set in stack '{settings.stack}', but alarms is false: nothing would be sent there. Set "
            "alarms to true, or remove pagerUrl."
        )
    for key, url in (("oidcIssuer", settings.oidc_issuer), ("writerUrl", settings.writer_url)):
        if url.startswith("http://") and settings.stage != "local":
            raise SettingError(
                f"{key} is {url!r} in stage '{settings.stage}'; only a laptop calls itself: set https://…."
            )


def _check_visibility(settings: Settings) -> None:
    if settings.stage != "local" and settings.visibility_seconds < LEAST_VISIBILITY_SECONDS:
        raise SettingError(
            f"visibilitySeconds is {settings.visibility_seconds} in stage '{settings.stage}': a worker whose heartbeat "
            "is late once would share its job with another. Set it to at least "
            f"{LEAST_VISIBILITY_SECONDS}; only a laptop may do with less."
        )


def _check_site(settings: Settings) -> None:
    site = urlsplit(settings.site_url)
    if settings.site_url and f"{site.scheme}://{site.netloc}" not in settings.pages_origins:
        raise SettingError(
            f"siteUrl is '{settings.site_url}', which may not call the API: add '{site.scheme}://{site.netloc}' to "
            "pagesOrigins, or links in mail lead to a page that can do nothing."
        )


def _check_production(settings: Settings) -> None:
    """What people work with does not stand on one task, nor on a database in which logging in takes all memory."""
    if settings.stage != "production":
        return
    if settings.api_count_min < 2:
        raise SettingError(
            f"apiCountMin is {settings.api_count_min} in stage 'production': whatever ends that one task ends the API "
            "until another has started. Set it to at least 2."
        )
    memory = memory_gib(settings.database_class)
    if memory is not None and memory < LEAST_MEMORY_GIB:
        raise SettingError(
            f"databaseClass is '{settings.database_class}', whose {memory:g} GiB are less than the {LEAST_MEMORY_GIB} "
            "GiB that production needs: logins with tokens take up to one of them. Set it to db.t4g.small or larger."
        )


def _check_connections(settings: Settings) -> None:
    """A task that finds no connection left answers every request with an error."""
    accepted = max_connections(settings.database_class)
    if accepted is None:
        return
    # While a deployment runs, the tasks of the old version and as many of the new one are connected.
    needed = 2 * settings.api_count_max * API_PROCESS + RESERVED
    if needed > accepted:
        most = (accepted - RESERVED) // (2 * API_PROCESS)
        raise SettingError(
            f"apiCountMax is {settings.api_count_max}, which during a deployment needs {needed} connections, and "
            f"databaseClass '{settings.database_class}' accepts {accepted}: take a larger class, or lower apiCountMax "
            f"to {most}."
        )


def _check_github_roles(settings: Settings, stacks: Collection[str]) -> None:
    if not settings.github_roles:
        return
    if not settings.github_repository:
        raise SettingError(
            f"githubRepository is missing in stack '{settings.stack}', where githubRoles is true: set it to "
            "OWNER/NAME, or any repository's workflows could not be told from yours."
        )
    if not settings.state_bucket:
        raise SettingError(
            f"stateBucket is missing in stack '{settings.stack}', where githubRoles is true: set it to the bucket of "
            "`pulumi login s3://BUCKET`, or the workflows could not read the state of any stack."
        )
    for environment in settings.environments_with_roles:
        if environment != PULL_REQUESTS:
            try:
                Names(project=settings.project, stack=environment)
            except UnusableNameError as error:
                raise SettingError(
                    f"githubEnvironments has {environment!r}, which deploys nothing: each is the name of a stack, or "
                    f"'{PULL_REQUESTS}'. ({error})"
                ) from error
            if stacks and environment not in stacks:
                raise SettingError(
                    f"githubEnvironments has '{environment}', but there is no Pulumi.{environment}.yaml: each is the "
                    f"name of a stack ({', '.join(sorted(stacks))}), or '{PULL_REQUESTS}'."
                )


def _check_renderers(settings: Settings) -> None:
    kinds = settings.renderers.values()
    offered = {queue: [each.name for each in kinds if each.queue == queue] for queue in settings.chosen_renderers}
    offered["score"] = [each.name for each in kinds if "score" in each.kinds]
    for word, name in {**settings.chosen_renderers, "score": settings.score_renderer}.items():
        if name not in offered[word]:
            raise SettingError(
                f"{word}Renderer is {name!r}; it takes {' or '.join(map(repr, offered[word]))}. "
                f"({TUNABLES[f'{word}Renderer'].reason}.)"
            )


def _check_gpus(settings: Settings) -> None:
    """A queue whose renderer finds no GPU would keep its messages until they expire."""
    for queue, name in settings.chosen_renderers.items():
        needed = settings.renderers[name].video_memory_gib
        if not needed:
            continue
        chosen = f"{queue}Renderer is '{name}', which needs {needed} GiB of video memory"
        if queue not in settings.gpu_class_of:
            larger = fitting(GPU_CLASSES, needed)
            fix = f"add '{larger[0]}' to gpuClasses" if larger else "no class has as much; add one to GPU_CLASSES"
            raise SettingError(f"{chosen}, but gpuClasses is {list(settings.gpu_classes)}: {fix}, or choose another.")
        if not settings.gpu_max or not settings.gpu_markets:
            key = "gpuMarkets" if settings.gpu_max else "gpuMax"
            value = list(settings.gpu_markets) if settings.gpu_max else settings.gpu_max
            fix = "name spot" if settings.gpu_max else "set it to at least 1"
            raise SettingError(
                f"{chosen}, but {key} is {value}, so nothing would do its jobs: {fix}, or choose another."
            )
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
        idle = idle_usd_month(settings)
    except UnknownPriceError:
        return  # the cost report names what has no price; that alone must not stop a deployment
    if settings.budget_usd * (1 - LEAST_ROOM) < idle:
        raise SettingError(
            f"budgetUsd is {settings.budget_usd}, but stack '{settings.stack}' costs ${idle:.0f} a month even when "
            f"nobody works: raise it to at least {math.ceil(idle / NOTICE_SHARE)}, or take smaller settings (./studio "
            f"cost {settings.stack} lists what they cost)."
        )
    hours = hours_of_work(settings, idle)
    if hours < LEAST_HOURS_OF_WORK:
        raise SettingError(
            f"workerCountMax is {settings.worker_count_max}: {worker_vcpu(settings):g} vCPU spend what budgetUsd "
            f"({settings.budget_usd}) leaves in {hours:.1f} hours, and nothing stops them then. Lower workerCountMax "
            "or workerCpu, or raise budgetUsd."
        )


def worker_vcpu(settings: Settings) -> float:
    """Of all CPU workers that may run."""
    return settings.worker_count_max * settings.worker_cpu / 1024


def hours_of_work(settings: Settings, idle_usd: float) -> float:
    """Hours in which all CPU workers together spend what the month's budget leaves beside idling."""
    usd_hour = settings.worker_count_max * cpu_work_usd_hour(settings)
    return (settings.budget_usd - idle_usd) / usd_hour if usd_hour else math.inf


def _spelled(value: str | bool) -> str:
    """As a stack's file spells it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _stages(stages: tuple[str, ...]) -> str:
    *others, last = stages
    return f"the stages {', '.join(others)} and {last}" if others else f"the stage {last}"
