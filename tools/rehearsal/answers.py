"""What ECS, CloudWatch Logs and the load balancer answer the deployment's hooks, over HTTP, out of the same account."""

import json
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from tools.program.stub_outputs import ACCOUNT, REGION
from tools.rehearsal import rights
from tools.rehearsal.cloud import Cloud, Thing, stack_of
from tools.rehearsal.journal import Entry, Journal, Trouble
from tools.rehearsal.provider import RULE, SERVICE, TASK_DEFINITION

_ECS: Final = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
_TASK: Final = f"{_ECS}:task/film-studio/{{}}"
_DEPLOYMENT: Final = f"{_ECS}:service-deployment/film-studio/{{}}"
_REVISION: Final = f"{_ECS}:service-revision/film-studio/{{}}"
#: Quota → what a new account may have: no host with a GPU, 6 vCPU of Fargate, 5 networks, 10 groups of keys.
_NEW_ACCOUNT: Final = {
    "L-DB2E81BA": 0.0,
    "L-3819A6DF": 0.0,
    "L-3032A538": 6.0,
    "L-36FBB829": 6.0,
    "L-F678F1CE": 5.0,
    "L-D64DA6E2": 10.0,
}
#: vCPUs of each type that the stacks name.
_XLARGE: Final = 4
#: When every deployment began, in seconds since 1970: nobody compares it with a clock.
_BEGUN: Final = 1_700_000_000


class UnknownCallError(LookupError):
    """Nobody taught the stand-in this call; the text names it."""


class Answers:
    """A server on this machine. boto3 finds it through AWS_ENDPOINT_URL, which is `url`."""

    def __init__(self, cloud: Cloud, journal: Journal, trouble: Trouble) -> None:
        self.cloud, self.journal, self.trouble = cloud, journal, trouble
        #: Each call in its order: (operation, parameters).
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.caller: rights.Role | None = None
        self._tasks: dict[str, str] = {}
        self._codes: dict[str, int] = {}
        self._hosts: dict[str, str] = {}
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
        """Raises `UnknownCallError`, and `LookupError` where the role that acts may not ask it."""
        call = getattr(self, f"_{operation}", None)
        if call is None:
            raise UnknownCallError(f"The stand-in of AWS knows no {operation}: add it to tools/rehearsal/answers.py.")
        refused = self.caller.refused(rights.hooked(operation, parameters)) if self.caller else None
        if refused:
            raise LookupError(refused)
        self.asked.append((operation, parameters))
        return call(parameters)

    def _RunTask(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's name
        task = _TASK.format(self.cloud.counted("tasks"))
        self._tasks[task] = asked["taskDefinition"]
        family = str(asked["taskDefinition"]).rsplit("/", 1)[-1]
        hosts = next((str(each["capacityProvider"]) for each in asked.get("capacityProviderStrategy", ())), "")
        self._hosts[task] = hosts
        if hosts in self.trouble.hostless:
            text = f"runs {family} as a task: {hosts} has no host for it"
            self.journal.note(Entry(kind="hook", text=text, error=text))
            return {"tasks": [{"taskArn": task}]}
        checks = any("--check" in each["command"] for each in asked.get("overrides", {}).get("containerOverrides", ()))
        code = self.trouble.worker_exit_code if checks else self.trouble.migration_exit_code
        self._codes[task] = code
        text = f"runs {family} as a task{f' on a host of {hosts}' if hosts else ''}: exit code {code}"
        self.journal.note(Entry(kind="hook", text=text, error="" if code == 0 else text))
        return {"tasks": [{"taskArn": task}]}

    def _DescribeTasks(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"tasks": [self._task(arn) for arn in asked["tasks"]]}

    def _task(self, arn: str) -> dict[str, Any]:
        definition = self._tasks[arn]
        container = next(
            (each.name for each in self.cloud.things(TASK_DEFINITION) if each.now.get("arn") == definition), "migration"
        )
        hosts = self._hosts.get(arn, "")
        if hosts in self.trouble.hostless:
            return {
                "taskArn": arn,
                "taskDefinitionArn": definition,
                "lastStatus": "STOPPED",
                "stopCode": "TaskFailedToStart",
                "stoppedReason": "RESOURCE:GPU",
                "containers": [],
            }
        return {
            "taskArn": arn,
            "taskDefinitionArn": definition,
            **({"containerInstanceArn": f"{arn}-host"} if hosts else {}),
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
        service = self._named(asked["service"])
        name = service.physical_name
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
            "capacityProviderStrategy": service.now.get("capacityProviderStrategies") or [],
            "deployments": deployments,
            "deploymentConfiguration": {"strategy": controller.get("strategy", "ROLLING")},
            "loadBalancers": service.now.get("loadBalancers") or [],
            "events": [],
        }

    def _ListServices(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        cluster = f"service/{asked['cluster']}/"
        return {"serviceArns": [each.now["arn"] for each in self.cloud.things(SERVICE) if cluster in each.now["arn"]]}

    def _DeleteService(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        service = self._named(asked["service"])
        told = self._service(service)
        self.cloud.remove(service.urn, service.id)
        self.journal.note(Entry(kind="hook", text=f"ends service {service.physical_name}"))
        return {"service": told}

    # A canary: ECS's service deployments say how far it is, and a rule of the balancer where requests go.

    def _ListServiceDeployments(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        """The newest of the service: the one of what it was last told to run."""
        service = self._named(asked["service"])
        family = str(service.properties["taskDefinition"]).rsplit("/", 1)[-1]
        brief = {
            "serviceDeploymentArn": _DEPLOYMENT.format(service.physical_name),
            "targetServiceRevisionArn": _REVISION.format(f"{service.physical_name}/{family}"),
            "createdAt": _BEGUN,
        }
        return {"serviceDeployments": [brief]}

    def _DescribeServiceRevisions(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        names = [str(arn).rsplit("/", 2)[-2] for arn in asked["serviceRevisionArns"]]
        return {
            "serviceRevisions": [{"taskDefinition": self._named(name).properties["taskDefinition"]} for name in names]
        }

    def _DescribeServiceDeployments(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        service = self._named(asked["serviceDeploymentArns"][0])
        back = "taskDefinition" in service.drifted
        self._note(service)
        told = {
            "status": "ROLLBACK_SUCCESSFUL" if back else "SUCCESSFUL",
            "lifecycleStage": "PRODUCTION_TRAFFIC_SHIFT" if back else "CLEAN_UP",
            "createdAt": _BEGUN,
            **(_by_alarm(service) if back else {}),
        }
        return {"serviceDeployments": [told]}

    def _DescribeRules(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        wanted = [value for key, value in asked.items() if key.startswith("RuleArns.member.")]
        rules = [each for each in self.cloud.things(RULE) if each.now["arn"] in wanted]
        return {"Rules": [{"Actions": [_action(each) for each in rule.now["actions"]]} for rule in rules]}

    # What `./studio quotas` asks, of an account as AWS opens it.

    def _GetServiceQuota(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"Quota": {"QuotaCode": asked["QuotaCode"], "Value": _NEW_ACCOUNT[asked["QuotaCode"]]}}

    def _DescribeInstanceTypes(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        names = [value for key, value in asked.items() if key.startswith("InstanceType.")]
        return {"instanceTypeSet": [{"instanceType": name, "vCpuInfo": {"defaultVCpus": _XLARGE}} for name in names]}

    def _DescribeVpcs(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802, ARG002
        stacks = [each.urn.split("::") for each in self.cloud.things("aws:ec2/vpc:Vpc")]
        return {
            "vpcSet": [
                {"tagSet": [{"key": "project", "value": project}, {"key": "stack", "value": stack.rsplit(":", 1)[-1]}]}
                for stack, project, *_ in stacks
            ]
        }

    def _ListKeyGroups(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802, ARG002
        names = [each.physical_name for each in self.cloud.things("aws:cloudfront/keyGroup:KeyGroup")]
        groups = [{"KeyGroup": {"KeyGroupConfig": {"Name": name}}} for name in names]
        return {"MaxItems": 100, "Quantity": len(groups), "Items": {"KeyGroupSummary": groups}}

    def _named(self, name: object) -> Thing:
        """A service by its name or by an ARN that ends in it."""
        wanted = str(name).rsplit("/", 1)[-1]
        return next(each for each in self.cloud.things(SERVICE) if each.physical_name == wanted)

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


def _by_alarm(service: Thing) -> dict[str, Any]:
    """What ECS says when the first of a service's alarms went off while its canary ran."""
    alarms: Mapping[str, Any] = service.now.get("alarms") or {}
    watched: list[str] = alarms.get("alarmNames") or []
    return {
        "rollback": {"reason": "Service deployment rolled back because of an alarm."},
        "alarms": {"status": "TRIGGERED", "alarmNames": watched, "triggeredAlarmNames": watched[:1]},
    }


def _action(action: Mapping[str, Any]) -> dict[str, Any]:
    """An action of a rule as the load balancer spells it."""
    groups = [{"TargetGroupArn": each["arn"], "Weight": each["weight"]} for each in action["forward"]["targetGroups"]]
    return {"Type": action["type"], "ForwardConfig": {"TargetGroups": groups}}


def _xml(service: str, operation: str, document: Mapping[str, Any]) -> str:
    """The answer of a service that speaks XML, each in its own way."""
    if service == "cloudfront":
        return f"<KeyGroupList>{_element(document, entry='')}</KeyGroupList>"
    told = _element(document, entry="item" if service == "ec2" else "member")
    told = told if service == "ec2" else f"<{operation}Result>{told}</{operation}Result>"
    return f"<{operation}Response>{told}</{operation}Response>"


def _element(value: Any, *, entry: str) -> str:
    """The content of an element. What a list holds is called `entry`; "": as the list."""
    match value:
        case Mapping():
            fields: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType] - from our own answers
            return "".join(_named_element(key, item, entry) for key, item in fields.items())
        case list():
            entries: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - from our own answers
            return "".join(f"<{entry}>{_element(item, entry=entry)}</{entry}>" for item in entries)
        case _:
            return escape(str(value))


def _named_element(name: str, value: Any, entry: str) -> str:
    if isinstance(value, list) and not entry:
        entries: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - from our own answers
        return "".join(_named_element(name, item, entry) for item in entries)
    return f"<{name}>{_element(value, entry=entry)}</{name}>"


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """CloudFront's way: the path says what is asked."""
            self._answer("cloudfront", "ListKeyGroups" if "/key-group" in self.path else self.path, {}, is_json=False)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}"
            is_json = "json" in self.headers.get("Content-Type", "")
            body = json.loads(sent) if is_json else dict(parse_qsl(sent.decode()))
            operation = self.headers.get("X-Amz-Target", body.get("Action", "")).rsplit(".", 1)[-1]
            signed_for = self.headers.get("Authorization", "").split("/")  # …/day/region/service/aws4_request, …
            self._answer(signed_for[3] if len(signed_for) > 3 else "", operation, body, is_json=is_json)

        def _answer(self, service: str, operation: str, body: dict[str, Any], *, is_json: bool) -> None:
            try:
                status, document = 200, answers.answer(operation, body)
            except LookupError as error:
                status, document = 400, {"__type": "InvalidAction", "message": str(error)}
            payload = (json.dumps(document) if is_json else _xml(service, operation, document)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1" if is_json else "text/xml")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server passes
            """Nothing is written: a rehearsal's own output says what was asked."""

    return Handler
