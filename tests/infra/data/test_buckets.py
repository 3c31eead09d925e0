"""Buckets: closed, encrypted, versioned, and open to pages through presigned URLs alone."""

from tools.program.evaluate import Evaluation, evaluate_stack


def test_buckets_are_closed_encrypted_and_versioned(stack: Evaluation) -> None:
    for name in ("assets", "characters", "marketing"):
        bucket = stack.state[stack.one("aws:s3/bucket:Bucket", name).urn]["id"]
        block = stack.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name).inputs
        assert block == {
            "bucket": bucket,
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        }
        encryption = stack.one(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name
        ).inputs
        assert encryption["rules"][0]["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
        versioning = stack.one("aws:s3/bucketVersioning:BucketVersioning", name).inputs
        assert versioning["versioningConfiguration"]["status"] == "Enabled"
        ownership = stack.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls", name).inputs
        assert ownership["rule"]["objectOwnership"] == "BucketOwnerEnforced"


def test_no_film_is_ever_moved_to_an_archive(stack: Evaluation) -> None:
    for configuration in stack.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"):
        for rule in configuration.inputs["rules"]:
            assert "transitions" not in rule
            if rule["filter"]["prefix"] != "cancellations/":  # which are of no use once their messages are gone
                assert rule.get("expiration", {}).keys() <= {"expiredObjectDeleteMarker"}


def test_pages_put_and_get_through_presigned_urls_from_their_own_origin_only() -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:pagesOrigins": '["https://owner.github.io"]'})
    for cors in stack.of_type("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"):
        (rule,) = cors.inputs["corsRules"]
        assert rule["allowedOrigins"] == ["https://owner.github.io"]
        assert rule["allowedMethods"] == ["GET", "HEAD", "PUT"]
        assert rule["exposeHeaders"] == ["ETag", "Content-Range", "Accept-Ranges"]
    for policy in stack.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"):
        headers = policy.inputs["corsConfig"]
        assert headers["accessControlAllowOrigins"] == {"items": ["https://owner.github.io"]}
        assert headers["accessControlAllowCredentials"] is False
