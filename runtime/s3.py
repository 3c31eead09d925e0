"""Whole objects of a bucket, in and out."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from runtime.aws import is_absent

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def read(client: "S3Client", bucket: str, key: str) -> bytes | None:
    """The object's bytes; None when there is none. Raises botocore's errors."""
    try:
        return client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if is_absent(error):
            return None
        raise


def write(client: "S3Client", bucket: str, key: str, body: bytes, media_type: str) -> None:
    """Write the object, over one that is there. Raises botocore's errors."""
    client.put_object(Bucket=bucket, Key=key, Body=body, ContentType=media_type)
