"""What a stack costs while nobody works, by its settings alone."""

from components.base.database_classes import vcpus
from components.base.gpu_classes import GPU_CLASSES
from components.base.prices import load
from components.base.settings import Settings
from components.base.work_cost import cpu_work_usd_hour


def idle_usd_month(settings: Settings) -> float:
    """The least that these settings cost a month, in USD: tasks, database, load balancer and way out that always run.

    A budget below it would be exceeded by a studio in which nobody works. The full report (`./studio cost`) adds
    what comes in pennies. Raises `UnknownPriceError` for a database class without a price.
    """
    if settings.stage == "local":
        return 0.0
    prices = load()
    suffix = "-multi-az" if settings.database_multi_az else ""
    api = prices.fargate_usd_hour(
        architecture="arm64", cpu=settings.api_cpu, memory_mib=settings.api_memory_mib, spot=settings.api_spot
    )
    open_share = settings.office_hours.share if settings.office_hours else 1
    addresses = 1 if settings.nat_gateway else settings.api_count_min * open_share + settings.worker_count_min
    hourly = (
        api * settings.api_count_min * open_share
        + _warm_usd_hour(settings)
        + cpu_work_usd_hour(settings) * settings.worker_count_min
        + prices.of(f"database-{settings.database_class}{suffix}").usd
        + _insights_usd_hour(settings)
        + prices.of("load-balancer").usd
        + prices.of("public-address").usd * addresses
        + (prices.of("nat-gateway").usd if settings.nat_gateway else 0)
    )
    storage = prices.of(f"database-storage{suffix}").usd * settings.database_storage_gib
    return hourly * prices.hours_a_month + storage


def _insights_usd_hour(settings: Settings) -> float:
    """A week of Database Insights costs nothing. A standby is not counted: nobody asks it anything."""
    if settings.database_insights != "advanced":
        return 0.0
    return load().of("database-insights-vcpu").usd * vcpus(settings.database_class)


def _warm_usd_hour(settings: Settings) -> float:
    """Of the GPU hosts that stand ready, spread over the whole week. Raises `UnknownPriceError`."""
    if settings.gpu_warm_hours is None:
        return 0.0
    hosts = [GPU_CLASSES[each].instance_types[0] for each in set(settings.gpu_class_of.values())]
    usd = sum(load().gpu(host, market=settings.gpu_markets[0], region=settings.region).usd for host in hosts)
    return usd * settings.gpu_warm_hours.share
