"""What ECS, CloudWatch Logs and the load balancer answer the deployment's hooks, over HTTP, out of the same account."""

import json
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from tools.program.stub_outputs import ACCOUNT, REGION
from tools.rehearsal.cloud import Cloud, Thing, stack_of
from tools.rehearsal.journal import Entry, Journal, Trouble
from tools.rehearsal.provider import SERVICE, TASK_DEFINITION

_TASK = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/film-studio/{{}}"


class UnknownCallError(LookupError):
    """Nobody taught the stand-in this call; the text names it."""


class Answers:
    """A server on this machine. boto3 finds it through AWS_ENDPOINT_URL, which is `url`."""

    def __init__(self, cloud: Cloud, journal: Journal, trouble: Trouble) -> None:
        self.cloud, self.journal, self.trouble = cloud, journal, trouble
        #: Each call in its order: (operation, parameters).
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._tasks: dict[str, str] = {}
        self._codes: dict[str, int] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Raises `UnknownCallError`."""
        call = getattr(self, f"_{operation}", None)
        if call is None:
            raise UnknownCallError(f"The stand-in of AWS knows no {operation}: add it to tools/rehearsal/answers.py.")
        self.asked.append((operation, parameters))
        return call(parameters)

    def _RunTask(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's name
        task = _TASK.format(self.cloud.counted("tasks"))
        self._tasks[task] = asked["taskDefinition"]
        family = str(asked["taskDefinition"]).rsplit("/", 1)[-1]
        trial = family.split(":")[0].endswith("-worker")
        code = self.trouble.worker_exit_code if trial else self.trouble.migration_exit_code
        self._codes[task] = code
        text = f"runs {family} as a task: exit code {code}"
        self.journal.note(Entry(kind="hook", text=text, error="" if code == 0 else text))
        return {"tasks": [{"taskArn": task}]}

    def _DescribeTasks(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"tasks": [self._task(arn) for arn in asked["tasks"]]}

    def _task(self, arn: str) -> dict[str, Any]:
        definition = self._tasks[arn]
        container = next(
            (each.name for each in self.cloud.things(TASK_DEFINITION) if each.now.get("arn") == definition), "migration"
        )
        return {
            "taskArn": arn,
            "taskDefinitionArn": definition,
            "lastStatus": "STOPPED",
            "stoppedReason": "Essential container in task exited",
            "containers": [{"name": container, "exitCode": self._codes.get(arn, self.trouble.migration_exit_code)}],
        }

    def _DescribeServices(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        names = [str(name).rsplit("/", 1)[-1] for name in asked["services"]]
        found = [each for each in self.cloud.things(SERVICE) if each.physical_name in names]
        for each in found:
            self._note(each)
        return {"services": [self._service(each) for each in found], "failures": []}

    def _GetResources(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        """Everything of one stack, as the provider tags it; types without tags have no ARN here that says so."""
        wanted = {each["Key"]: each["Values"] for each in asked["TagFilters"]}
        arns = {
            str(each.now["arn"])
            for each in self.cloud.things()
            if str(each.now.get("arn", "")).startswith("arn:") and stack_of(each.urn) in wanted["stack"]
        }
        return {"PaginationToken": "", "ResourceTagMappingList": [{"ResourceARN": arn} for arn in sorted(arns)]}

    def _UpdateService(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        name = str(asked["service"]).rsplit("/", 1)[-1]
        service = next(each for each in self.cloud.things(SERVICE) if each.physical_name == name)
        self.cloud.put(replace(service, drifted={**service.drifted, "desiredCount": asked["desiredCount"]}))
        self.journal.note(Entry(kind="hook", text=f"sets {name} to {asked['desiredCount']} tasks"))
        return {"service": self._service(service)}

    def _note(self, service: Thing) -> None:
        back = "taskDefinition" in service.drifted
        text = f"asks ECS what {service.physical_name} runs: {'the former version' if back else 'the new version'}"
        self.journal.note(Entry(kind="hook", text=text, error=text if back else ""))

    def _service(self, service: Thing) -> dict[str, Any]:
        running = service.now["taskDefinition"]
        controller: dict[str, Any] = service.now.get("deploymentConfiguration") or {}
        deployments = [
            {
                "status": "PRIMARY",
                "taskDefinition": running,
                "rolloutState": "COMPLETED",
                "rolloutStateReason": "ECS deployment circuit breaker: rolling back."
                if "taskDefinition" in service.drifted
                else "ECS deployment completed.",
            }
        ]
        return {
            "serviceName": service.physical_name,
            "serviceArn": service.now["arn"],
            "status": "ACTIVE",
            "desiredCount": int(service.now.get("desiredCount") or 0),
            "runningCount": int(service.now.get("desiredCount") or 0),
            "taskDefinition": running,
            "deployments": deployments,
            "deploymentConfiguration": {"strategy": controller.get("strategy", "ROLLING")},
            "loadBalancers": [],
            "events": [],
        }

    def _ListTasks(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        """The stopped task of a deployment that was taken back."""
        name = str(asked.get("serviceName", "")).rsplit("/", 1)[-1]
        service = next((each for each in self.cloud.things(SERVICE) if each.physical_name == name), None)
        if service is None or "taskDefinition" not in service.drifted or asked.get("desiredStatus") != "STOPPED":
            return {"taskArns": []}
        task = _TASK.format(f"stopped-{name}")
        self._tasks[task] = str(service.properties["taskDefinition"])
        return {"taskArns": [task]}

    def _GetLogEvents(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802, ARG002
        return {"events": [{"message": self.trouble.last_words}]}


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            operation = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
            try:
                status, document = 200, answers.answer(operation, body)
            except LookupError as error:
                status, document = 400, {"__type": "InvalidAction", "message": str(error)}
            payload = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server passes
            """Nothing is written: a rehearsal's own output says what was asked."""

    return Handler
