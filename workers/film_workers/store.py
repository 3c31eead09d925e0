"""Recipes and artifacts in the assets bucket, checked when they are read; what was used lately stays on disk."""

import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from botocore.exceptions import ClientError
from pydantic import TypeAdapter, ValidationError

from contracts import storage_keys
from contracts.recipes import RECIPE, RESULT, Recipe, Result, canonical_json
from contracts.recipes import recipe_hash as hash_recipe
from contracts.recipes.base import RecipeHash
from contracts.recipes.line import TIMING, LineTiming
from film_workers.errors import RefusedError
from runtime import s3
from runtime.aws import is_absent

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

#: Disk that recent inputs may take: the speech of a feature film, many times over the pictures of a scene.
CACHE_BYTES: Final = 512 * 1024 * 1024
_TIMING: Final = TypeAdapter(LineTiming)


class Store:
    """The assets bucket and a bounded cache in `cache_directory`, for one worker process.

    Objects are named by the hash of what made them, so a cached one is never stale. Any thread may call.
    """

    def __init__(
        self, client: "S3Client", bucket: str, cache_directory: Path, *, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._directory = cache_directory
        self._limit = cache_bytes
        self._cached: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        cache_directory.mkdir(parents=True, exist_ok=True)

    def recipe(self, organization_id: UUID, recipe_hash: RecipeHash) -> Recipe:
        """The recipe with this hash. Raises `RefusedError` when it is absent, unreadable, or another one."""
        key = storage_keys.recipe(organization_id, recipe_hash)
        body = s3.read(self._client, self._bucket, key)
        if body is None:
            raise RefusedError(
                f"recipe {recipe_hash} is not in storage ({key}); start the job again so that it is written"
            )
        try:
            recipe = RECIPE.validate_json(body)
        except ValidationError as error:
            raise RefusedError(
                f"this worker cannot read recipe {recipe_hash} ({_first(error)}); "
                "deploy workers of the API's version, or start the job again"
            ) from error
        actual = hash_recipe(recipe)
        if actual != recipe_hash:
            raise RefusedError(
                f"recipe {recipe_hash} in storage ({key}) has the hash {actual}: it was changed, or written by "
                "another version; start the job again so that it is written anew"
            )
        return recipe

    def is_cancelled(self, organization_id: UUID, owner_id: UUID) -> bool:
        """Whether nothing is to be made for this owner any more. Raises botocore's errors."""
        return s3.read(self._client, self._bucket, storage_keys.cancellation(organization_id, owner_id)) is not None

    def result(self, organization_id: UUID, recipe_hash: RecipeHash) -> Result | None:
        """What the recipe gave, or None when it was never done. An unreadable result counts as missing."""
        body = s3.read(self._client, self._bucket, storage_keys.result(organization_id, recipe_hash))
        if body is None:
            return None
        try:
            return RESULT.validate_json(body)
        except ValidationError:
            return None

    def timing(self, organization_id: UUID, line_hash: RecipeHash, path: Path) -> LineTiming:
        """The `timing.json` of a line, read from `path`. Raises `RefusedError` when it cannot be read."""
        try:
            return _TIMING.validate_json(path.read_bytes())
        except ValidationError as error:
            raise RefusedError(
                f"{storage_keys.artifact(organization_id, line_hash, path.name)} is not the timing of a line "
                f"({_first(error)}); "
                "delete the line's objects and start its job again"
            ) from error

    def fetch(self, organization_id: UUID, recipe_hash: RecipeHash, file: str, target: Path, *, keep: bool) -> Path:
        """Bring one artifact to `target`; `keep` it on disk for later jobs. Raises `RefusedError` when it is absent."""
        key = storage_keys.artifact(organization_id, recipe_hash, file)
        slot = f"{organization_id}.{recipe_hash}.{file}"
        target.parent.mkdir(parents=True, exist_ok=True)
        if self._take_cached(slot, target):
            return target
        temporary = self._directory / f"{uuid4()}.part"
        try:
            self._client.download_file(self._bucket, key, str(temporary))
        except ClientError as error:
            if is_absent(error):
                raise RefusedError(
                    f"input {key} is not in storage; start the job that makes it again, then this one"
                ) from error
            raise
        if keep:
            self._keep(temporary, slot)
        return temporary.replace(target)

    def put(
        self, organization_id: UUID, recipe_hash: RecipeHash, file: Path, media_type: str, *, check: Callable[[], None]
    ) -> None:
        """Upload one artifact; `check` runs now and then and may raise to stop."""

        def stop(_transferred: int) -> None:
            check()

        self._client.upload_file(
            str(file),
            self._bucket,
            storage_keys.artifact(organization_id, recipe_hash, file.name),
            ExtraArgs={"ContentType": media_type},
            Callback=stop,
        )

    def put_result(self, organization_id: UUID, recipe_hash: RecipeHash, result: Result) -> None:
        """Say that the work is done. Comes after every artifact: where the result is, the artifacts are."""
        key = storage_keys.result(organization_id, recipe_hash)
        s3.write(self._client, self._bucket, key, canonical_json(result), "application/json")

    def _take_cached(self, slot: str, target: Path) -> bool:
        with self._lock:
            if slot not in self._cached:
                return False
            self._cached.move_to_end(slot)
            _link(self._directory / slot, target)
            return True

    def _keep(self, file: Path, slot: str) -> None:
        with self._lock:
            if slot in self._cached:
                return
            _link(file, self._directory / slot)
            self._cached[slot] = file.stat().st_size
            while sum(self._cached.values()) > self._limit:
                oldest, _ = self._cached.popitem(last=False)
                (self._directory / oldest).unlink()


class Inputs:
    """What one job may read: the artifacts of its own organisation, brought into its scratch directory."""

    def __init__(self, store: Store, organization_id: UUID, scratch: Path, check: Callable[[], None]) -> None:
        self._store = store
        self._organization_id = organization_id
        self._directory = scratch / "inputs"
        self._check = check

    def file(self, recipe_hash: RecipeHash, file: str) -> Path:
        """The artifact `file` of a recipe, kept for later jobs. Raises `RefusedError` when it is absent."""
        self._check()
        target = self._directory / recipe_hash / file
        if target.exists():
            return target
        return self._store.fetch(self._organization_id, recipe_hash, file, target, keep=True)

    def temporary(self, recipe_hash: RecipeHash, file: str, place: str) -> Path:
        """The same for a large artifact that is read once: it lies under `place`, for the caller to remove."""
        self._check()
        return self._store.fetch(self._organization_id, recipe_hash, file, self._directory / place / file, keep=False)

    def timing(self, line_hash: RecipeHash) -> LineTiming:
        """When a line's words and phonemes are heard."""
        return self._store.timing(self._organization_id, line_hash, self.file(line_hash, TIMING))

    def result(self, recipe_hash: RecipeHash) -> Result:
        """The result of another recipe. Raises `RefusedError` when it was never made."""
        self._check()
        result = self._store.result(self._organization_id, recipe_hash)
        if result is None:
            raise RefusedError(f"recipe {recipe_hash} has no result in storage; start its job again, then this one")
        return result


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _first(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, details['loc'])) or 'body'}: {details['msg']}"
