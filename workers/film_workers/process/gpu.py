"""Whether a GPU is there, how large it is and whether it works: asked of NVIDIA's driver, which needs no package.

Source of every call: CUDA Driver API, "Initialization", "Device Management", "Primary Context Management" and "Memory
Management".
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

#: The container toolkit mounts it into what asks for `compute`.
_DRIVER: Final = "libcuda.so.1"
_GIB: Final = 1024**3
#: The driver is there and finds nothing to drive: CUDA_ERROR_NO_DEVICE.
_NO_DEVICE: Final = 100
#: What is written to a GPU and read again: alternating bits, 1 MiB of them.
_PATTERN: Final = 0xA5A5_5A5A
_WORDS: Final = 1024 * 256


class MissingGpuError(RuntimeError):
    """No GPU that could do the work; the text says what is there instead."""


def check(gib: int, *, load: Callable[[str], Any] = ctypes.CDLL) -> None:
    """Raises `MissingGpuError` unless a GPU of this container has so much memory and keeps what is written to it.

    One that fell off its bus, or whose driver is older than the library in the container, still says how large it is.
    `load` opens a shared library.
    """
    try:
        driver = load(_DRIVER)
    except OSError as error:
        raise MissingGpuError(f"NVIDIA's driver is not in this container: {error}") from error
    devices = _memory_bytes(driver)
    largest = max(devices, key=lambda device: devices[device], default=None)
    if largest is None or devices[largest] < gib * _GIB:
        there = (
            "there is not one GPU here"
            if largest is None
            else f"the largest GPU here has {devices[largest] / _GIB:.1f} GiB"
        )
        raise MissingGpuError(f"{gib} GiB of video memory are needed, and {there}")
    _write_and_read(driver, largest)


def _memory_bytes(driver: Any) -> dict[int, int]:
    """By GPU, as the driver numbers them."""
    code = int(driver.cuInit(0))
    if code == _NO_DEVICE:
        return {}
    _accept(driver, "cuInit", code)
    count = ctypes.c_int()
    _call(driver, "cuDeviceGetCount", ctypes.byref(count))
    found: dict[int, int] = {}
    for ordinal in range(count.value):
        device, memory = ctypes.c_int(), ctypes.c_size_t()
        _call(driver, "cuDeviceGet", ctypes.byref(device), ordinal)
        _call(driver, "cuDeviceTotalMem_v2", ctypes.byref(memory), device)
        found[device.value] = memory.value
    return found


def _write_and_read(driver: Any, device: int) -> None:
    # The context and what it holds go with the process, which ends after its check.
    context, memory, size = ctypes.c_void_p(), ctypes.c_uint64(), _WORDS * ctypes.sizeof(ctypes.c_uint32)
    _call(driver, "cuDevicePrimaryCtxRetain", ctypes.byref(context), ctypes.c_int(device))
    _call(driver, "cuCtxSetCurrent", context)
    _call(driver, "cuMemAlloc_v2", ctypes.byref(memory), ctypes.c_size_t(size))
    _call(driver, "cuMemsetD32_v2", memory, ctypes.c_uint32(_PATTERN), ctypes.c_size_t(_WORDS))
    read = (ctypes.c_uint32 * _WORDS)()
    _call(driver, "cuMemcpyDtoH_v2", read, memory, ctypes.c_size_t(size))
    if bytes(read) != bytes(ctypes.c_uint32(_PATTERN)) * _WORDS:
        raise MissingGpuError("the GPU here does not keep what is written to its memory")


def _call(driver: Any, name: str, *words: Any) -> None:
    _accept(driver, name, int(getattr(driver, name)(*words)))


def _accept(driver: Any, name: str, code: int) -> None:
    """Raises `MissingGpuError` with the driver's own words for a code that tells of an error."""
    if not code:
        return
    text = ctypes.c_char_p()
    driver.cuGetErrorString(code, ctypes.byref(text))
    raise MissingGpuError(
        f"NVIDIA's driver answers {name} with error {code} ({(text.value or b'one that it has no words for').decode()})"
    )
