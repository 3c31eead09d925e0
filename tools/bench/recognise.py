"""Hears recordings with Whisper base, in an environment of its own (`listening`).

Standard input: {"model": folder, "recordings": [{"file": path, "language": tag}, ...]}. Standard output: a JSON list,
for each recording {"text": what was heard, "words": [[word, the second at which it begins], ...]}.
"""

import json
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    asked = json.load(sys.stdin)
    whisper: Any = import_module("faster_whisper")  # of this environment alone
    model = whisper.WhisperModel(asked["model"], device="cpu", compute_type="int8", cpu_threads=2)
    heard: list[dict[str, Any]] = []
    for recording in asked["recordings"]:
        segments, _ = model.transcribe(
            recording["file"],
            language=recording["language"],
            beam_size=5,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=recording.get("film", False),
        )
        parts = list[Any](segments)
        words = [[word.word, word.start] for part in parts for word in part.words]
        heard.append({"text": " ".join(part.text.strip() for part in parts), "words": words})
    json.dump(heard, sys.stdout)


if __name__ == "__main__":
    main()
