"""Whether a GPU is there, and how large it is: asked of NVIDIA's driver, which needs no package for it."""

import ctypes
from collections.abc import Callable
from typing import Any, Final

#: The container toolkit mounts it into what asks for `compute`.
_DRIVER: Final = "libcuda.so.1"
_GIB: Final = 1024**3


class MissingGpuError(RuntimeError):
    """No GPU that could do the work; the text says what is there instead."""


def check(gib: int, *, load: Callable[[str], Any] = ctypes.CDLL) -> None:
    """Raises `MissingGpuError` unless one GPU of this container has so much memory. `load` opens a shared library."""
    largest = max(_memory_bytes(load), default=0)
    if largest < gib * _GIB:
        there = f"the largest GPU here has {largest / _GIB:.1f} GiB" if largest else "there is not one GPU here"
        raise MissingGpuError(f"{gib} GiB of video memory are needed, and {there}")


def _memory_bytes(load: Callable[[str], Any]) -> list[int]:
    """Of each GPU. Source: CUDA Driver API, "Initialization" and "Device Management"."""
    try:
        driver = load(_DRIVER)
    except OSError as error:
        raise MissingGpuError(f"NVIDIA's driver is not in this container: {error}") from error
    _call(driver, "cuInit", 0)
    count = ctypes.c_int()
    _call(driver, "cuDeviceGetCount", ctypes.byref(count))
    found: list[int] = []
    for ordinal in range(count.value):
        device, memory = ctypes.c_int(), ctypes.c_size_t()
        _call(driver, "cuDeviceGet", ctypes.byref(device), ordinal)
        _call(driver, "cuDeviceTotalMem_v2", ctypes.byref(memory), device)
        found.append(memory.value)
    return found


def _call(driver: Any, name: str, *words: Any) -> None:
    code = int(getattr(driver, name)(*words))
    if code:
        raise MissingGpuError(f"NVIDIA's driver answers {name} with error {code}")
