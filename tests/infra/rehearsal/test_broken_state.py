"""A state that somebody broke comes back from the versions that S3 keeps, as the guide says."""

from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import is_settled, succeeded, up
from tools.local_cloud.emulator import Emulator
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)
BUCKET = "film-studio-rehearsed-state"
KEY = ".pulumi/stacks/film-studio/local.json"


def test_a_broken_state_goes_back_to_the_version_before_it(
    real_engine: None, emulator: Emulator, tmp_path: Path
) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    url = f"s3://{BUCKET}?region=us-east-1&endpoint={emulator.endpoint_url}&s3ForcePathStyle=true"
    keys = {name: value for name, value in emulator.credentials.items() if name != "AWS_ENDPOINT_URL"}
    with Stage(tmp_path, backend={"PULUMI_BACKEND_URL": url, **keys}) as stage:
        stage.create("local")
        succeeded(up(stage, "local"))
        good = s3.head_object(Bucket=BUCKET, Key=KEY)["VersionId"]
        whole = s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
        s3.put_object(Bucket=BUCKET, Key=KEY, Body=whole[: len(whole) // 2])
        assert not stage.pulumi("preview", "--stack", "local").succeeded

        s3.copy_object(Bucket=BUCKET, Key=KEY, CopySource={"Bucket": BUCKET, "Key": KEY, "VersionId": good})

        assert is_settled(stage, "local")
