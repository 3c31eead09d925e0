"""What AWS asks for what the program registers: one dated price file, which budget and cost report both read.

Standard library only. `load()` gives the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("prices.json")


class UnknownPriceError(LookupError):
    """Something without a price; the text says where to add it."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """`usd` for one `unit` beyond the first `free` units of a month."""

    key: str
    usd: float
    unit: str
    free: float
    source: str


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What users were told a month costs at most, in USD, with so many GPU hours and GB to viewers."""

    usd_month: float
    gpu_hours: float
    egress_gb: float


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """The price file. `dated` is the month of the newest price in it, `YYYY-MM`."""

    dated: str
    hours_a_month: float
    fargate_spot_share: float
    prices: Mapping[str, Price]
    gpu_hours: Mapping[str, Mapping[str, Any]]
    promised: Mapping[str, Promise]
    assumed: Mapping[str, float]

    def of(self, key: str) -> Price:
        """Raises `UnknownPriceError`."""
        try:
            return self.prices[key]
        except KeyError:
            raise UnknownPriceError(
                f"'{key}' has no price: add it to components/base/prices.json with its unit and its source."
            ) from None

    def gpu(self, instance_type: str, *, market: str, region: str) -> Price:
        """USD an hour of a GPU instance; `market` is `spot` or `ondemand`. Raises `UnknownPriceError`."""
        found = self.gpu_hours.get(instance_type, {})
        usd = found.get("on_demand") if market == "ondemand" else found.get("spot", {}).get(region)
        if usd is None:
            raise UnknownPriceError(
                f"{instance_type} ({market}, {region}) has no price: add it to 'gpu' in components/base/prices.json."
            )
        source = "AWS price list, AmazonEC2" if market == "ondemand" else f"EC2 spot price history, {region}"
        return Price(key=f"gpu-{instance_type}-{market}", usd=usd, unit="hour", free=0, source=source)

    def fargate_usd_hour(self, *, architecture: str, cpu: int, memory_mib: int, spot: bool) -> float:
        """One task for an hour; `cpu` in units (1024 = 1 vCPU), `architecture` `arm64` or `x86`."""
        share = self.fargate_spot_share if spot else 1
        vcpu = self.of(f"fargate-{architecture}-vcpu").usd * cpu / 1024
        memory = self.of(f"fargate-{architecture}-memory").usd * memory_mib / 1024
        return (vcpu + memory) * share


@cache
def load() -> PriceList:
    """The price file of this checkout."""
    document: dict[str, Any] = json.loads(_FILE.read_text())
    return PriceList(
        dated=document["dated"],
        hours_a_month=document["hours_a_month"],
        fargate_spot_share=document["fargate_spot_share"],
        prices={
            key: Price(key=key, usd=each["usd"], unit=each["unit"], free=each.get("free", 0), source=each["source"])
            for key, each in document["prices"].items()
        },
        gpu_hours=document["gpu"],
        promised={stage: Promise(**each) for stage, each in document["promised"].items()},
        assumed={name: each["value"] for name, each in document["assumed"].items()},
    )
