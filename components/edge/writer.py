"""The model that the API asks for suggestions: where it is, what it costs, and the right to ask that one model."""

import re
from typing import Final

from components.base.account import Account
from components.base.settings import Settings
from components.data.secrets import StoredSecret
from components.identity.links import Link
from components.identity.roles import Grant

#: Profiles of Bedrock that have a model answer in several regions. Source: Bedrock User Guide, "Inference profiles".
_PROFILE: Final = re.compile(r"(?:us|us-gov|eu|apac|jp|au|ca|global)\.(.+)")


def for_api(settings: Settings, account: Account, key: StoredSecret | None) -> list[Link]:
    """To ask it; nothing where the stack names none."""
    if not settings.writer_model:
        return []
    environment = {"WRITER_MODEL": settings.writer_model}
    if settings.writer_url:
        environment["WRITER_URL"] = settings.writer_url
    if settings.writer_usd_million:
        environment["WRITER_USD_MILLION"] = settings.writer_usd_million
    service, _, model = settings.writer_model.partition(":")
    ask = Grant(name="writer-ask", actions=["bedrock:InvokeModel"], resources=model_arns(model, account))
    links = [Link(environment=environment, grants=[ask] if service == "bedrock" else [])]
    return [*links, key.for_reader("WRITER_KEY_SECRET_ARN")] if key is not None else links


def model_arns(model: str, account: Account) -> list[str]:
    """The one model; with a profile also the model in whichever region the profile has it answer."""
    region = account.region
    if across := _PROFILE.fullmatch(model):
        return [
            f"arn:aws:bedrock:{region}:{account.account_id}:inference-profile/{model}",
            f"arn:aws:bedrock:*::foundation-model/{across[1]}",
        ]
    return [f"arn:aws:bedrock:{region}::foundation-model/{model}"]
