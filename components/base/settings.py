"""Every setting of a stack: one line each with its check, its default and the reason.

Stacks differ in their files (`Pulumi.<stack>.yaml`) and nowhere else. `setting_loading.load` reads one.
"""
# ruff: noqa: E501 - a setting is one line: name, type, check, reason, default

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from components.base.gpu_classes import GPU_CLASSES, fitting
from components.base.hours import Hours, hours
from components.base.naming import Names
from components.base.setting_types import (
    NO_SECRET,
    OneNumberOf,
    OneOf,
    SecretText,
    SomeOf,
    Whole,
    Why,
    address,
    bucket_name,
    client_id,
    domain_name,
    domain_names,
    flag,
    folder,
    headers,
    hosted_zone,
    hosted_zones,
    is_placeholder,
    issuer,
    key_alias,
    machine_image,
    mail_address,
    model_name,
    model_server,
    origins,
    rds_class,
    receiver,
    region_name,
    renderer_name,
    repository,
    secret_text,
    site,
    stack_names,
    token_prices,
    tunables,
    web_hook,
)
from components.base.stages import PULL_REQUESTS
from contracts.renderers import Renderer


# fmt: off
@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one stack. Stack keys are these names in camelCase: `apiPort`, `pagesOrigins`."""

    project: str
    stack: str
    region: str
    stage: str
    renderers: Mapping[str, Renderer] = field(hash=False)
    """Those that the workers carry: `contracts.renderers.RENDERERS`, unless an evaluation offers others."""

    # The edge and the API
    edge: Annotated[str, OneOf("cloudfront", "none"), Why("'none' only for the stage local: nothing else is public")] = "cloudfront"
    pages_origins: Annotated[tuple[str, ...], origins, Why("Sites whose pages may call the API; empty: no browser may")] = ()
    site_url: Annotated[str, site, Why("Where the studio's site is, path included: links in mail lead there; empty: to the API's own page. One of pagesOrigins")] = ""
    api_port: Annotated[int, Whole(1024, 65535), Why("The port in the container, whose program is not root, so none below 1024; the load balancer maps it")] = 8000
    bind_host: Annotated[str, address, Why("A container is reached from outside itself")] = "0.0.0.0"  # noqa: S104
    api_cpu: Annotated[int, OneNumberOf(256, 512, 1024, 2048, 4096), Why("CPU units (1024 = 1 vCPU); half a core serves a team")] = 512
    api_memory_mib: Annotated[int, Whole(512, 30720), Why("MiB; parsing a 120-page screenplay stays far below")] = 1024
    api_count_min: Annotated[int, Whole(1, 50), Why("Tasks that always run")] = 1
    api_count_max: Annotated[int, Whole(1, 50), Why("Tasks at most: 600 requests a minute each")] = 1
    api_deployment: Annotated[str, OneOf("rolling", "canary-ready", "canary"), Why("How a new version takes over; 'canary': 10 % of the requests for 10 minutes first. 'canary-ready' comes between the two, both ways")] = "rolling"
    api_spot: Annotated[bool, flag, Why("Fargate Spot: 60 % off, and a two-minute notice now and then")] = False
    remote_shell: Annotated[bool, flag, Why("ECS Exec into running tasks; for development only")] = False

    web_firewall: Annotated[bool, flag, Why("AWS WAF before CloudFront, at some $9 a month and $0.60 a million requests")] = False

    access_logs: Annotated[bool, flag, Why("One line a request to CloudFront, for logDays, at some $0.30 a million requests; without the query, in which signatures are")] = False
    download_signing_key: Annotated[int, Whole(1, 9999), Why("Number of the key that signs downloads; one higher makes a new key, and the former's URLs are good until the next")] = 1

    domain: Annotated[str, domain_name, Why("A name of your own for the API and the downloads; empty: CloudFront's")] = ""
    hosted_zone_id: Annotated[str, hosted_zone, Why("The zone in Route 53 in which the domain's records are made")] = ""

    mail_from: Annotated[str, mail_address, Why("The address that mail to people comes from, of a domain that you can make records in; empty: no mail goes out")] = ""
    mail_folder: Annotated[str, folder, Why("Where mail is put instead of being sent; only for the stage local")] = ""

    oidc_issuer: Annotated[str, issuer, Why("The OpenID provider that vouches for people of the first organisation; empty: none does")] = ""
    oidc_client_id: Annotated[str, client_id, Why("What that provider calls this stack")] = ""
    oidc_client_secret: Annotated[SecretText, secret_text, Why("What it knows this stack by; kept in Secrets Manager")] = NO_SECRET
    oidc_domains: Annotated[tuple[str, ...], domain_names, Why("Who has an address there joins by signing in through it; empty: it lets in only who is connected with it")] = ()
    oidc_role: Annotated[str, OneOf("guest", "member", "producer"), Why("In which role they join; owners are made by owners")] = "member"

    writer_model: Annotated[str, model_name, Why("The model that is asked for suggestions, bedrock:ID or openai:ID; empty: none is, and a template alone drafts. What is written goes to it")] = ""
    writer_url: Annotated[str, model_server, Why("The server at which openai:ID is asked, /v1 included")] = ""
    writer_key: Annotated[SecretText, secret_text, Why("The key that this server asks for; kept in Secrets Manager")] = NO_SECRET
    writer_usd_million: Annotated[str, token_prices, Why("What a million tokens cost that it reads, and that it writes, such as 0.15/0.60: shown before it is asked. Empty: no price is shown")] = ""

    # The network
    zones: Annotated[int, Whole(2, 3), Why("Availability zones; RDS and load balancers need two")] = 2
    nat_gateway: Annotated[bool, flag, Why("One NAT gateway ($33 a month) and private tasks; without it tasks have public addresses and closed ports")] = False

    # The database
    database_auth: Annotated[str, OneOf("iam", "password"), Why("RDS tokens; 'password' only for the stage local")] = "iam"
    database_class: Annotated[str, rds_class, Why("1 GiB; the smallest that runs PostgreSQL 18")] = "db.t4g.micro"
    database_storage_gib: Annotated[int, Whole(20, 65536), Why("GiB at the start; 20 is the least of gp3")] = 20
    database_storage_max_gib: Annotated[int, Whole(0, 65536), Why("GiB up to which RDS grows it by itself; 0: never")] = 0
    database_multi_az: Annotated[bool, flag, Why("A standby in another zone, at twice the price")] = False
    database_backup_days: Annotated[int, Whole(0, 35), Why("Days to which it can be restored to any second")] = 1

    database_version: Annotated[int, Whole(18, 30), Why("PostgreSQL's major version, which RDS has to know; a live database goes up, and never down, while databaseUpgrade is true (docs/operate.md)")] = 18
    database_upgrade: Annotated[bool, flag, Why("While another databaseVersion is on its way: lets RDS change it, at once instead of in the maintenance window")] = False
    database_insights: Annotated[str, OneOf("none", "standard", "advanced"), Why("What AWS keeps of which statements wait for what: a week, for nothing; 'advanced' keeps 15 months, with locks and plans, at $9 a vCPU and month")] = "standard"

    image_findings: Annotated[str, OneOf("none", "critical", "high", "medium"), Why("From which severity on what ECR finds in a new image stops an update before anything runs it; 'none': it is scanned, and nothing waits for it")] = "none"

    # Backups outside of both database and buckets
    backup_vault_days: Annotated[int, Whole(0, 3650), Why("Days that nightly backups of database and buckets are kept in a vault of their own; 0: there is none, and what deletes the database deletes its backups")] = 0
    backup_copy_region: Annotated[str, region_name, Why("A second region to which each of these backups is copied; empty: none")] = ""

    # The work
    otlp_endpoint: Annotated[str, receiver, Why("Where API and workers send traces over OTLP/HTTP, without /v1/traces; empty: nobody collects them")] = ""
    otlp_headers: Annotated[SecretText, headers, Why("What that receiver knows API and workers by; kept in Secrets Manager")] = NO_SECRET
    visibility_seconds: Annotated[int, Whole(15, 900), Why("Seconds that a message stays hidden after a heartbeat, which comes each third of it; below 60 only on a laptop, where no network is slow")] = 120
    max_receive_count: Annotated[int, Whole(1, 1000), Why("Attempts before a message goes to the dead-letter queue")] = 5
    video_renderer: Annotated[str, renderer_name, Why("What renders shots")] = "animatic"
    voice_renderer: Annotated[str, renderer_name, Why("What speaks lines: kokoro, or formant alone, which also speaks the languages that kokoro does not")] = "kokoro"
    score_renderer: Annotated[str, renderer_name, Why("What plays the music: orchestra, from recordings, or score, a synthesiser that needs none")] = "orchestra"
    worker_cpu: Annotated[int, OneNumberOf(1024, 2048, 4096, 8192), Why("CPU units (1024 = 1 vCPU); the renderer draws and encodes on two cores")] = 2048
    worker_memory_mib: Annotated[int, Whole(2048, 61440), Why("MiB; memory is flat in the film's length")] = 4096
    worker_count_min: Annotated[int, Whole(0, 100), Why("CPU workers that always run; 0: idle costs nothing")] = 0
    worker_count_max: Annotated[int, Whole(0, 100), Why("CPU workers at most; this caps the bill")] = 2
    gpu_classes: Annotated[tuple[str, ...], SomeOf(*GPU_CLASSES), Why("GPU classes to have, by video memory; each queue takes the smallest that its renderer fits in")] = ()
    gpu_markets: Annotated[tuple[str, ...], SomeOf("spot", "ondemand"), Why("Spot first; 'ondemand' beside it is the relief while spot owes hosts, alone it does all the work")] = ("spot",)
    gpu_max: Annotated[int, Whole(0, 50), Why("Hosts of a class at most, its markets together: this caps the bill; stays 0 in effect while no renderer needs the class")] = 1
    gpu_trial: Annotated[bool, flag, Why("New GPU workers check themselves on a GPU before their service changes; where no host is free, that starts one")] = True
    gpu_image_id: Annotated[str, machine_image, Why("The AMI of GPU hosts, such as ami-0123456789abcdef0; empty: AWS's newest for ECS and NVIDIA, looked up with each update")] = ""
    gpu_ondemand_max: Annotated[int, Whole(1, 49), Why("How many of these on-demand hosts may be, at three times the price, where both markets are named")] = 1

    # By the clock
    office_hours: Annotated[Hours | None, hours, Why("When the API runs, such as '08-20 Europe/Berlin Mon-Fri'; outside of these hours nothing answers, and what its workers have begun ends. Empty: always. Not in production")] = None
    gpu_warm_hours: Annotated[Hours | None, hours, Why("When one GPU host of each class in use stands ready, so that nobody waits the five minutes in which one starts; paid whether it works or not. Empty: never")] = None

    # Operation
    log_days: Annotated[int, OneNumberOf(1, 3, 5, 7, 14, 30, 60, 90, 180, 365), Why("Days that logs are kept; numbers that CloudWatch knows")] = 7
    container_insights: Annotated[bool, flag, Why("Per-task metrics, at some $5 a month")] = False
    alarms: Annotated[bool, flag, Why("Alarms, dashboard and budget; off only where nobody would read them: the stages local and pr")] = True
    alarm_email: Annotated[str, mail_address, Why("Who reads alarms and bills; AWS asks there once to confirm it")] = ""
    pager_url: Annotated[SecretText, web_hook, Why("Where urgent alarms go besides: an HTTPS integration for Amazon SNS of a service that wakes people; empty: they are mailed like the others")] = NO_SECRET
    runbook_url: Annotated[str, site, Why("Where docs/runbooks can be read, such as https://github.com/OWNER/NAME/blob/main/docs/runbooks; empty: alarms name the file in this repository")] = ""
    budget_usd: Annotated[int, Whole(1, 1_000_000), Why("USD a month; when they are spent the GPU groups stop. What users were promised, which ./studio cost is tested to stay below")] = 75
    budget_scope: Annotated[str, OneOf("account", "stack"), Why("What the budget counts. The account from the first day on; 'stack' counts nothing, and stops nothing, until the cost allocation tag 'stack' is active (docs/deploy.md)")] = "account"
    anomalies: Annotated[str, OneOf("stack", "account", "none"), Why("What the detector of unusual costs looks at. A member account of an organisation may not look at one 'stack': there take 'account', of which AWS allows one, or 'none' where somebody has it already")] = "stack"
    gpu_hours_a_day: Annotated[int, Whole(1, 24 * 50), Why("GPU instance hours within a day that are worth a mail")] = 4
    github_roles: Annotated[bool, flag, Why("The roles that GitHub takes on; in one stack of the account they include the reading one")] = False
    github_repository: Annotated[str, repository, Why("Whose workflows may take them on, OWNER/NAME or, as GitHub names new repositories in its tokens, OWNER@ID/NAME@ID")] = ""
    github_provider: Annotated[str, OneOf("create", "adopt", "existing"), Why("An account knows GitHub once: 'existing' in every stack after the first, 'adopt' in the first where something else has introduced it")] = "create"
    github_environments: Annotated[tuple[str, ...], stack_names, Why("GitHub environments that deploy, each with a role; empty: the one called like the stack")] = ()
    github_zones: Annotated[tuple[str, ...], hosted_zones, Why("Zones in Route 53 in which these roles may make records; empty: none")] = ()
    state_bucket: Annotated[str, bucket_name, Why("The S3 bucket of Pulumi's state, which these roles need: the one of `pulumi login s3://…`")] = ""
    state_key_alias: Annotated[str, key_alias, Why("The KMS key of the secrets in that state, by its alias")] = "alias/film-studio-state"
    github_deploys: Annotated[bool, flag, Why("GitHub deploys this stack, so its roles carry the boundary that the stack with githubRoles has made for them")] = False
    protected: Annotated[bool, flag, Why("Database, buckets and load balancer cannot be deleted, here or in the console")] = False
    # fmt: on

    @property
    def names(self) -> Names:
        return Names(project=self.project, stack=self.stack)

    @property
    def shifts_traffic(self) -> bool:
        """Whether the API has what ECS needs to shift requests between versions, though it may not do so yet."""
        return self.api_deployment != "rolling"

    @property
    def has_vault(self) -> bool:
        """A laptop has no data on AWS, and a pull request's is gone within a day."""
        return self.backup_vault_days > 0 and self.stage not in ("local", "pr")

    @property
    def unread_notice(self) -> str | None:
        """Why nobody would read the alarms, where the address is still the example's."""
        if not self.alarms or not is_placeholder(self.alarm_email):
            return None
        return (
            f"alarmEmail is '{self.alarm_email}' in stack '{self.stack}', an example's address that nobody reads: alarms "
            f"and bills would be lost. `pulumi config set --stack {self.stack} alarmEmail ADDRESS` names whoever operates it."
        )

    @property
    def environments_with_roles(self) -> tuple[str, ...]:
        """GitHub environments whose roles this stack makes."""
        return (self.github_environments or (self.stack,)) if self.github_roles else ()

    @property
    def deployed_by(self) -> str | None:
        """The GitHub environment that deploys this stack, if one does."""
        environment = PULL_REQUESTS if self.stage == "pr" else self.stack
        return environment if self.github_deploys or environment in self.environments_with_roles else None

    @property
    def chosen_renderers(self) -> Mapping[str, str]:
        """Queue → renderer that takes its jobs."""
        return {"video": self.video_renderer, "voice": self.voice_renderer}

    @property
    def gpu_class_of(self) -> Mapping[str, str]:
        """Queue → the smallest of the stack's GPU classes in which its renderer fits. A queue that CPUs serve has none."""
        needed = {queue: self.renderers[name].video_memory_gib for queue, name in self.chosen_renderers.items()}
        large_enough = {queue: fitting(self.gpu_classes, gib) for queue, gib in needed.items() if gib}
        return {queue: classes[0] for queue, classes in large_enough.items() if classes}

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
            "They cost nothing until videoRenderer or voiceRenderer names one that does, and until then nothing runs, or "
            "tries, what a deployment gives their workers."
        )


#: Key in a stack's file → its setting.
TUNABLES: Final = tunables(Settings)
#: Those that are encrypted there.
SECRETS: Final = frozenset(key for key, setting in TUNABLES.items() if setting.read in (secret_text, headers, web_hook))
