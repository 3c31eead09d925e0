"""The whole of the stack `local` on this machine: made in the order in which AWS makes it, ended in reverse."""

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from tools.errors import StudioError
from tools.local_cloud import material
from tools.local_cloud.machine import SERVICE, STACK, TASK_DEFINITION, Machine
from tools.local_cloud.services import Container, Debugger
from tools.local_cloud.site_build import address
from tools.program.evaluate import Evaluation, Recorded, evaluate_stack


class LocalCloud(Machine):
    """A machine with all that the program registers for the stack. It is there when the `with` begins.

    `voice_renderer` speaks the lines; without one it is what the stack says, and, where its material cannot be had, the
    formant synthesiser, which needs none; then the music is a synthesiser's, too.

    With `has_site` the site is to be served beside it, and links in letters lead there; else to the API's own page.
    """

    def __init__(
        self,
        state: Path,
        *,
        api_port: int | None = None,
        say: Callable[[str], None] = print,
        debugger: Debugger | None = None,
        voice_renderer: str | None = None,
        containers: Mapping[str, Container] | None = None,
        has_site: bool = False,
    ) -> None:
        super().__init__(state, api_port=api_port, say=say, debugger=debugger, containers=containers)
        self._voice_renderer = voice_renderer
        self._has_site = has_site

    def _start(self) -> None:
        # An image has its material in it.
        wanted = self._voice_renderer is None and "worker" not in self.containers
        voices = material.begun(self.say) if wanted else None
        super()._start()
        chosen = self._voice_renderer or (None if voices is None or self._has(voices) else "formant")
        program = evaluate_stack(
            STACK,
            outputs_for=self.realiser.outputs_for,
            overrides={
                "film-studio:apiPort": str(self.ports["api"]),
                "film-studio:pagesOrigins": json.dumps([f"http://127.0.0.1:{self.site_port}"]),
                **({"film-studio:siteUrl": address(self.site_port)} if self._has_site else {}),
                **({"film-studio:voiceRenderer": chosen} if chosen else {}),
                **({"film-studio:scoreRenderer": "score"} if chosen == "formant" else {}),
                **_provider(),
            },
        )
        self._report()
        definitions = {self._arn(program, definition): definition for definition in program.of_type(TASK_DEFINITION)}
        self.migration = self.realiser.task(definitions[program.outputs["migrationTaskDefinitionArn"]])
        tasks = [
            (self.realiser.task(definitions[service.inputs["taskDefinition"]]), service)
            for service in program.of_type(SERVICE)
        ]
        # Whatever logs in to the database comes after the migration; the rest need not wait for it.
        for logs_in in (False, True):
            if logs_in:
                self.migrate()
            for task, service in tasks:
                if task.logs_in is logs_in:
                    self.start_service(task, count=int(service.inputs["desiredCount"]))

        self.outputs = program.outputs
        self.await_api(program.outputs["apiUrl"], key_secret_arn=program.outputs["apiKeySecretArn"])

    def _has(self, voices: Future[Path]) -> bool:
        try:
            voices.result()
        except StudioError as error:
            self.say(f"  voices  {error}")
            self.say(
                "          Films are spoken and their music is played by synthesisers, until ./studio material works."
            )
            return False
        return True

    def _report(self) -> None:
        for line in self.realiser.realised:
            self.say(f"  made    {line}")
        recorded = ", ".join(
            name if count == 1 else f"{count} × {name}" for name, count in sorted(self.realiser.recorded.items())
        )
        self.say(f"  only recorded (nothing on a laptop stands for it): {recorded}")

    @staticmethod
    def _arn(program: Evaluation, definition: Recorded) -> str:
        return str(program.state[definition.urn]["arn"])


def _provider() -> dict[str, str]:
    """The settings of an OpenID provider that somebody tries signing in with, and of a model that somebody asks for
    suggestions, from this command's environment."""
    names = {
        "FILM_STUDIO_OIDC_ISSUER": "oidcIssuer",
        "FILM_STUDIO_OIDC_CLIENT_ID": "oidcClientId",
        "FILM_STUDIO_OIDC_CLIENT_SECRET": "oidcClientSecret",
    }
    names |= {
        "FILM_STUDIO_WRITER_MODEL": "writerModel",
        "FILM_STUDIO_WRITER_URL": "writerUrl",
        "FILM_STUDIO_WRITER_KEY": "writerKey",
        "FILM_STUDIO_WRITER_USD_MILLION": "writerUsdMillion",
    }
    given = {f"film-studio:{key}": os.environ[name] for name, key in names.items() if os.environ.get(name)}
    if domains := os.environ.get("FILM_STUDIO_OIDC_DOMAINS"):
        given["film-studio:oidcDomains"] = json.dumps(domains.split(","))
    return given
