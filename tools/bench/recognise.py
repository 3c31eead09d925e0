"""Hears recordings with Whisper base, in an environment of its own (`listening`).

Standard input: {"model": folder, "recordings": [{"file": path, "language": tag}, ...]}. Standard output: a JSON list,
for each recording {"text": what was heard, "words": [[word, the second at which it begins], ...]}.

Hindi and Urdu are one spoken language in two scripts, and left to itself this model writes Hindi in Urdu's or in Latin
letters: it is left the script that the lines are written in.
"""

import json
import string
import sys
from importlib import import_module
from typing import Any, Final

#: Language → bytes, as the model's table of tokens spells them, of letters that it is not written with. Arabic letters
#: begin with D8 to DB in UTF-8.
_FOREIGN_LETTERS: Final = {"hi": frozenset("ØÙÚÛ" + string.ascii_letters)}
_CONTROL: Final = "<|"  # begins what says how to write, instead of a letter


def main() -> None:
    asked = json.load(sys.stdin)
    whisper: Any = import_module("faster_whisper")  # of this environment alone
    model = whisper.WhisperModel(asked["model"], device="cpu", compute_type="int8", cpu_threads=2)
    heard: list[dict[str, Any]] = []
    for recording in asked["recordings"]:
        foreign = _foreign(model, recording["language"])
        segments, _ = model.transcribe(
            recording["file"],
            language=recording["language"],
            beam_size=5,
            condition_on_previous_text=False,
            word_timestamps=True,
            suppress_tokens=[-1, *foreign],
            # Left fewer letters than it likes, it is never sure, and would guess for minutes.
            temperature=0.0 if foreign else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
            vad_filter=recording.get("film", False),
        )
        parts = list[Any](segments)
        words = [[word.word, word.start] for part in parts for word in part.words]
        heard.append({"text": " ".join(part.text.strip() for part in parts), "words": words})
    json.dump(heard, sys.stdout)


def _foreign(model: Any, language: str) -> list[int]:
    """The model's tokens that hold a letter, or a part of one, of a script that the language is not written in."""
    letters = _FOREIGN_LETTERS.get(language, frozenset())
    table: dict[str, int] = model.hf_tokenizer.get_vocab() if letters else {}
    return sorted(number for token, number in table.items() if letters & set(token) and not token.startswith(_CONTROL))


if __name__ == "__main__":
    main()
