"""What an hour of a stack's workers costs, by the queue that they take work from."""

from collections.abc import Mapping

from components.base.gpu_classes import GPU_CLASSES
from components.base.prices import UnknownPriceError, load
from components.base.settings import Settings


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
