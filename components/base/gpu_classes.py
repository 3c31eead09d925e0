"""The catalogue of GPU classes: instance types by the size of their video memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class GpuClass:
    """Instance types with one size of video memory: a task that fits one of them fits each."""

    instance_types: tuple[str, ...]
    video_memory_gib: int
    """Whole GiB that its smallest GPU has: 24 GB are 22.3 GiB."""


GPU_CLASSES: Final[Mapping[str, GpuClass]] = {
    "gpu24": GpuClass(instance_types=("g6.xlarge", "g5.xlarge"), video_memory_gib=22),
    "gpu48": GpuClass(instance_types=("g6e.xlarge",), video_memory_gib=44),
}


def fitting(classes: Iterable[str], video_memory_gib: int) -> list[str]:
    """Those classes in which a renderer of so much video memory fits, smallest first."""
    large = [name for name in classes if GPU_CLASSES[name].video_memory_gib >= video_memory_gib]
    return sorted(large, key=lambda name: GPU_CLASSES[name].video_memory_gib)
