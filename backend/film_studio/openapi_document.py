"""Prints the OpenAPI document for backend/openapi.json, without an environment: `-m film_studio.openapi_document`."""

import sys

from film_studio import openapi
from film_studio.app import create_app
from film_studio.kit.settings import ApiSettings


def main() -> None:
    nowhere = "postgresql://nobody@127.0.0.1/nothing"
    settings = ApiSettings.from_environment(
        stage="document",
        aws_region="us-east-1",
        bind_host="127.0.0.1",
        port=0,
        database_url=nowhere,
        database_system_url=nowhere,
        database_auth="password",
        assets_bucket="none",
        job_queue_url="https://sqs.invalid/jobs",
        video_queue_url="https://sqs.invalid/video",
        voice_queue_url="https://sqs.invalid/voice",
        events_queue_url="https://sqs.invalid/events",
        cors_origins=(),
        session_key_secret_arn="arn:none",  # noqa: S106 — the name of no secret
        forwarded_hops=0,
        video_renderer="animatic",
        voice_renderer="formant",
        score_renderer="score",
    )
    sys.stdout.write(openapi.text(create_app(settings)))


if __name__ == "__main__":
    main()
