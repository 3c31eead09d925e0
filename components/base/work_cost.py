"""What an hour of a stack's workers costs, by the queue that they take work from, and what trying them costs."""

from collections.abc import Mapping
from typing import Final

from components.base.gpu_classes import GPU_CLASSES
from components.base.prices import UnknownPriceError, load
from components.base.settings import Settings

#: A host that is ordered for a check is there in five minutes, and goes a quarter of an hour after it.
_TRIAL_HOURS: Final = 0.5


def gpu_trial_notice(settings: Settings) -> str | None:
    """What trying new GPU workers may cost, or what it means that nobody tries them; None where no host may run."""
    market = settings.gpu_markets[0] if settings.gpu_markets else ""
    classes = [each for each in settings.gpu_classes if settings.gpu_hosts(each, market)]
    if not classes or settings.stage == "local":
        return None
    if not settings.gpu_trial:
        return (
            f"gpuTrial is false: nothing tries new workers on {', '.join(classes)}. What is wrong with their image "
            "shows when work starts the first of them: jobs then wait, and ECS does not bring the former version back."
        )
    hosts = " and ".join(f"{each}-{market}{_usd(each, market, settings)}" for each in classes)
    return (
        f"A new image of GPU workers is tried before their service changes, as one task on a host of {hosts}. Where no "
        f"host is free, that starts one, which goes within half an hour; where none comes within a quarter of one, the "
        f"deployment says so and goes on. `pulumi config set --stack {settings.stack} gpuTrial false` leaves it out."
    )


def _usd(gpu_class: str, market: str, settings: Settings) -> str:
    try:
        hourly = [
            load().gpu(host, market=market, region=settings.region).usd
            for host in GPU_CLASSES[gpu_class].instance_types
        ]
    except UnknownPriceError:
        return ""
    return f" (up to ${max(hourly) * _TRIAL_HOURS:.2f})"


def cpu_work_usd_hour(settings: Settings) -> float:
    """USD for an hour of one worker on Fargate Spot."""
    return load().fargate_usd_hour(
        architecture="x86", cpu=settings.worker_cpu, memory_mib=settings.worker_memory_mib, spot=True
    )


def work_usd_hour(settings: Settings) -> Mapping[str, float]:
    """USD for an hour of one worker, by queue: a task on Fargate Spot, or a host of the class that its renderer needs,
    in the market that is tried first. 0 on a laptop. A queue whose hosts have no price in the region is left out: what
    a start costs is then not told, and the stack can be deployed nevertheless."""
    queues = ("jobs", *settings.chosen_renderers)
    if settings.stage == "local":
        return dict.fromkeys(queues, 0.0)
    prices = load()
    hourly = dict.fromkeys(queues, cpu_work_usd_hour(settings))
    for queue, gpu_class in settings.gpu_class_of.items():
        host = GPU_CLASSES[gpu_class].instance_types[0]
        try:
            hourly[queue] = prices.gpu(host, market=settings.gpu_markets[0], region=settings.region).usd
        except UnknownPriceError:
            del hourly[queue]
    return hourly
