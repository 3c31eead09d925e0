"""Who can be asked for suggestions, and what that costs."""

from typing import get_args

from film_studio.engines.writing.suggestions import template
from film_studio.engines.writing.suggestions.asking import Kind
from film_studio.engines.writing.suggestions.model_writer import (
    CHARACTERS_A_TOKEN,
    PROMPT_TOKENS,
    NamedModel,
    expected_tokens,
)
from film_studio.engines.writing.suggestions.schemas import KindPrice, ModelOffer, TemplateOffer, Writers


def offered(model: NamedModel | None) -> Writers:
    """As clients are told of them."""
    return Writers(
        template=TemplateOffer(name=template.NAME, kinds=["draft"], languages=list(template.LANGUAGES)),
        model=None if model is None else _offer(model),
    )


def _offer(model: NamedModel) -> ModelOffer:
    kinds: tuple[Kind, ...] = get_args(Kind)
    tokens: dict[Kind, tuple[int, int]] = {kind: expected_tokens(kind) for kind in kinds}
    return ModelOffer(
        name=model.name,
        host=model.host,
        kinds=[KindPrice(kind=kind, output_tokens=usual, most_tokens=most) for kind, (usual, most) in tokens.items()],
        input_usd=model.prices and model.prices.input_usd,
        output_usd=model.prices and model.prices.output_usd,
        prompt_tokens=PROMPT_TOKENS,
        characters_a_token=CHARACTERS_A_TOKEN,
    )
