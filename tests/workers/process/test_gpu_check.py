"""What the worker's check of itself says of the GPU that a renderer needs: by the driver's own answers."""

import ctypes
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from film_workers.process.gpu import MissingGpuError, check

from tests.workers.process.test_worker_process import ROOT
from tests.workers.worker_cloud import WorkerCloud

GIB = 1024**3
NO_DEVICE, MISMATCH, UNKNOWN = 100, 803, 999
#: The worker, in an image whose renderer of lines needs more video memory than any GPU has.
GREEDY = """
from dataclasses import replace
from contracts.renderers import RENDERERS
RENDERERS["formant"] = replace(RENDERERS["formant"], video_memory_gib=10_000)
from film_workers.__main__ import main
raise SystemExit(main(["--check"]))
"""


class Driver:
    """NVIDIA's driver as a program sees it: GPUs of these sizes, and one error for every call of that name. What is
    written to a GPU reads as it was written, but for the words that are `lost`."""

    def __init__(self, gib: Sequence[float] = (), *, fails: str = "", code: int = 0, lost: int = 0) -> None:
        self.gib, self.fails, self.code, self.lost = gib, fails, code, lost
        self.worked_on: list[int] = []
        self.written = (0, 0)

    def __getattr__(self, name: str) -> Any:
        return self._fail if name == self.fails else getattr(type(self), f"_{name}").__get__(self)

    def _fail(self, *_: object) -> int:
        return self.code

    def _cuGetErrorString(self, code: int, text: Any) -> int:
        if code != UNKNOWN:
            text._obj.value = b"words of the driver"
        return 0

    def _cuInit(self, flags: int) -> int:
        return flags

    def _cuDeviceGetCount(self, count: Any) -> int:
        count._obj.value = len(self.gib)
        return 0

    def _cuDeviceGet(self, device: Any, ordinal: int) -> int:
        device._obj.value = ordinal
        return 0

    def _cuDeviceTotalMem_v2(self, memory: Any, device: ctypes.c_int) -> int:
        memory._obj.value = int(self.gib[device.value] * GIB)
        return 0

    def _cuDevicePrimaryCtxRetain(self, context: Any, device: ctypes.c_int) -> int:
        context._obj.value = 1 + device.value
        return 0

    def _cuCtxSetCurrent(self, context: ctypes.c_void_p) -> int:
        self.worked_on.append((context.value or 0) - 1)
        return 0

    def _cuMemAlloc_v2(self, memory: Any, size: ctypes.c_size_t) -> int:
        memory._obj.value = size.value
        return 0

    def _cuMemsetD32_v2(self, memory: ctypes.c_uint64, word: ctypes.c_uint32, count: ctypes.c_size_t) -> int:
        assert memory.value == count.value * 4
        self.written = (word.value, count.value)
        return 0

    def _cuMemcpyDtoH_v2(self, read: Any, memory: ctypes.c_uint64, size: ctypes.c_size_t) -> int:
        word, count = self.written
        assert memory.value == size.value == count * 4
        read[: count - self.lost] = [word] * (count - self.lost)
        return 0


def test_one_gpu_that_is_large_enough_will_do() -> None:
    driver = Driver([8, 22.5, 16])

    check(22, load=lambda _: driver)

    assert driver.worked_on == [1]


@pytest.mark.parametrize(
    ("driver", "says"),
    [
        (Driver([16, 16]), "22 GiB of video memory are needed, and the largest GPU here has 16.0 GiB"),
        (Driver(), "there is not one GPU here"),
        (Driver(fails="cuInit", code=NO_DEVICE), "there is not one GPU here"),
        (Driver(fails="cuInit", code=MISMATCH), r"answers cuInit with error 803 \(words of the driver\)"),
        (Driver([24], fails="cuDeviceTotalMem_v2", code=UNKNOWN), r"error 999 \(one that it has no words for\)"),
        (Driver([24], fails="cuMemAlloc_v2", code=2), r"answers cuMemAlloc_v2 with error 2 \(words of the driver\)"),
        (Driver([24], lost=1), "does not keep what is written to its memory"),
    ],
)
def test_a_gpu_that_cannot_do_the_work_is_named(driver: Driver, says: str) -> None:
    with pytest.raises(MissingGpuError, match=says):
        check(22, load=lambda _: driver)


def test_a_container_without_the_driver_says_so() -> None:
    def load(name: str) -> Any:
        raise OSError(f"{name}: cannot open shared object file")

    with pytest.raises(MissingGpuError, match=r"not in this container: libcuda.so.1"):
        check(1, load=load)


def test_the_workers_check_looks_for_the_gpu_that_a_renderer_needs(cloud: WorkerCloud) -> None:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'workers'}", **cloud.environment()}
    checked = subprocess.run(
        [sys.executable, "-c", GREEDY], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert checked.returncode == 2
    assert "worker_cannot_start" in checked.stdout
    assert "GPU" in checked.stdout or "NVIDIA" in checked.stdout
