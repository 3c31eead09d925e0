"""A stand-in for the plugins aws, awsx, docker and tls: one gRPC server, which Pulumi attaches to.

It keeps the provider's rules (what it refuses, what replaces, what it deletes first, how it compares) and AWS's
(`refusals`). Pulumi finds it through PULUMI_DEBUG_PROVIDERS, so no plugin has to be installed.
"""

import json
import time
import zlib
from collections.abc import Callable, Mapping
from concurrent import futures
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, Literal, TypeVar

import grpc
from botocore.exceptions import BotoCoreError, ClientError
from google.protobuf import any_pb2, empty_pb2, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from tools.errors import StudioError
from tools.local_cloud.machine import STACK as LAPTOP
from tools.program import sdk_modules
from tools.program.recording import UNKNOWN, Recorded, from_wire
from tools.program.replacement import is_deleted_first, replacing
from tools.program.sdk_schema import output_types, quiet_sdk
from tools.program.stub_outputs import default_call, default_outputs
from tools.rehearsal import checks, refusals, rights, vpc
from tools.rehearsal.cloud import Cloud, Thing, parts, stack_of
from tools.rehearsal.differences import changed
from tools.rehearsal.journal import Entry, Journal, Kind, Trouble
from tools.rehearsal.language_host import LARGEST_MESSAGE
from tools.rehearsal.laptop import Laptop

Result = TypeVar("Result")
PACKAGES: Final = ("aws", "awsx", "docker", "tls")
#: No plugin's own: what a real one answers is a release.
VERSION: Final = "99.0.0"
IMAGE: Final = "docker:index/image:Image"
TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"
RULE: Final = "aws:lb/listenerRule:ListenerRule"
_GROUP: Final = "aws:autoscaling/group:Group"
#: Outputs that every change makes new.
_VOLATILE: Final[Mapping[str, tuple[str, ...]]] = {
    IMAGE: ("repoDigest",),
    "aws:ec2/launchTemplate:LaunchTemplate": ("latestVersion", "defaultVersion"),
}
#: Inputs that the provider does not compare: the credentials of the hour.
_NOT_COMPARED: Final[Mapping[str, tuple[str, ...]]] = {IMAGE: ("registry",)}


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves every package. `cloud` is its account, `journal` what it did, `trouble` what is to go wrong."""

    def __init__(self, cloud: Cloud, journal: Journal, trouble: Trouble) -> None:
        self.cloud, self.journal, self.trouble = cloud, journal, trouble
        self.tokens = 0
        #: Who acts; None is an administrator.
        self.caller: rights.Role | None = None
        self.tags: dict[str, str] = {}
        #: Makes the things of the stack `local` real; without one they are entries like the others.
        self.laptop: Laptop | None = None

    # --- The protocol's beginnings -------------------------------------------------------------------------

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - the gRPC method's name
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=False, accept_outputs=False)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": "stand-in", "version": VERSION}))

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        paths = changed(from_wire(request.old_inputs), from_wire(request.news))
        kind = provider_pb2.DiffResponse
        return kind(
            changes=kind.DIFF_SOME if paths else kind.DIFF_NONE,
            diffs=paths,
            replaces=[path for path in paths if path == "region"],
        )

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        self.tags = rights.tags_of(from_wire(request.args)) or self.tags
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return empty_pb2.Empty()

    # --- Resources -----------------------------------------------------------------------------------------

    def Check(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        type_, _ = parts(request.urn)
        inputs = struct_pb2.Struct()
        inputs.CopyFrom(request.news)
        if type_ == IMAGE:  # as the plugin: what is in the context is an input of the build
            inputs.get_or_create_struct("build").update({"contextDigest": f"content-{self.cloud.count('content')}"})
        failures = [
            provider_pb2.CheckFailure(property=name, reason=reason)
            for name, reason in checks.problems(type_, from_wire(request.news))
        ]
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, _ = parts(request.urn)
        before, after = from_wire(request.old_inputs), from_wire(request.news)
        ignored = _NOT_COMPARED.get(type_, ())
        paths = [path for path in changed(before, after) if path.split(".")[0] not in ignored]
        try:
            refusals.plan(type_, paths, after, before)
        except refusals.RefusedError as refused:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{refusals.described(request.urn)}: {refused}")
        reasons = [path for path in paths if replacing(type_, [path])]
        kinds = provider_pb2.PropertyDiff
        detailed = {
            path: kinds(kind=kinds.UPDATE_REPLACE if path in reasons else kinds.UPDATE, inputDiff=True)
            for path in paths
        }
        response = provider_pb2.DiffResponse
        return response(
            changes=response.DIFF_SOME if paths else response.DIFF_NONE,
            diffs=list(dict.fromkeys(_top(path) for path in paths)),
            replaces=list(dict.fromkeys(_top(path) for path in reasons)),
            detailedDiff=detailed,
            hasDetailedDiff=True,
            deleteBeforeReplace=bool(reasons) and is_deleted_first(type_, before, after),
        )

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=_foreseen(request.urn, request.properties))
        self._may("create", request.urn, context)
        inputs = from_wire(request.properties)
        made = self.cloud.count(f"made {request.urn}") + 1
        outputs = self._outputs(request.urn, inputs, generation=made)
        outputs |= self._made_real("create", request.urn, inputs, context)
        resource_id = str(outputs.pop("id", "") or parts(request.urn)[1])
        properties = {**inputs, **outputs}
        self._allowed("create", Thing(id=resource_id, urn=request.urn, properties=properties), context)
        self._or_refused(
            "create", request.urn, context, lambda: refusals.creation(self.cloud, request.urn, resource_id, properties)
        )
        self.cloud.counted(f"made {request.urn}")
        self.cloud.put(Thing(id=resource_id, urn=request.urn, properties=properties))
        answered = _with(request.properties, outputs)
        self._done("create", request, context, resource_id, answered, inputs=request.properties)
        return provider_pb2.CreateResponse(id=resource_id, properties=answered)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, _ = parts(request.urn)
        inputs = from_wire(request.news)
        known = {
            name: value
            for name, value in request.olds.items()
            if name not in request.news and name not in request.old_inputs
        }
        if request.preview:
            foreseen = _with(request.news, dict.fromkeys(_VOLATILE.get(type_, ()), UNKNOWN))
            return provider_pb2.UpdateResponse(properties=_added(foreseen, known))
        self._may("update", request.urn, context)
        before = self._found(request, context)
        self._allowed("update", replace(before, properties={**before.properties, **inputs}), context)
        self._or_refused("update", request.urn, context, lambda: refusals.update(self.cloud, before, inputs))
        fresh: dict[str, Any] = {}
        if type_ in _VOLATILE:
            outputs = self._outputs(request.urn, inputs, generation=self.cloud.counted(f"version {request.urn}") + 1)
            fresh = {name: outputs[name] for name in _VOLATILE[type_] if name in outputs}
        fresh |= self._made_real("update", request.urn, inputs, context)
        fresh.pop("id", None)
        answered = _with(_added(request.news, known), fresh)
        after = from_wire(answered)
        drifted = {}
        if type_ == SERVICE and before.physical_name in self.trouble.rolled_back:
            drifted = {"taskDefinition": before.now["taskDefinition"]}
        elif type_ == SERVICE:
            self._shift_requests(after)
        self.cloud.put(replace(before, properties=after, drifted=drifted))
        self._refresh_hosts(before, after)
        self._done("update", request, context, request.id, answered, inputs=request.news)
        return provider_pb2.UpdateResponse(properties=answered)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._may("delete", request.urn, context)
        thing = self.cloud.get(request.urn, request.id)
        # A task definition's successor has its id; what is gone already is deleted, says the provider.
        if thing is not None and thing.properties.get("arn") == from_wire(request.properties).get("arn"):
            self._allowed("delete", thing, context)
            self._or_refused("delete", request.urn, context, lambda: refusals.deletion(self.cloud, thing))
            laptop = self._laptop_of(request.urn)
            if laptop is not None:
                self._or_failed("delete", request.urn, context, lambda: laptop.remove(thing))
            self.cloud.remove(request.urn, request.id)
        self.journal.note(Entry(kind="delete", urn=request.urn))
        return empty_pb2.Empty()

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        if Trouble.meets(request.urn, self.trouble.unreadable):
            word = parts(request.urn)[0].split(":")[-1]
            context.abort(grpc.StatusCode.UNKNOWN, f"AccessDeniedException: not authorized to read this {word}")
        thing = self.cloud.get(request.urn, request.id) or self.cloud.called(request.urn, request.id)
        if thing is None:
            return provider_pb2.ReadResponse()
        self._allowed("read", thing, context)
        properties, inputs = struct_pb2.Struct(), struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        inputs.CopyFrom(request.inputs)
        if not request.properties.fields:  # an import
            properties = _with(properties, thing.now)
        properties = _with(properties, thing.drifted)
        inputs = _with(inputs, {name: value for name, value in thing.drifted.items() if name in inputs})
        return provider_pb2.ReadResponse(id=thing.id, properties=properties, inputs=inputs)

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        refused = self.caller.refused(rights.invoked(request.tok)) if self.caller else None
        if refused:
            context.abort(grpc.StatusCode.UNKNOWN, f"invocation of {request.tok} returned an error: {refused}")
        asked = request.tok.rsplit(":", 1)[-1]
        if asked in self.trouble.lacking:
            context.abort(
                grpc.StatusCode.UNKNOWN, f"invocation of {request.tok} returned an error: no matching {asked}"
            )
        try:
            answer = dict(default_call(request.tok, from_wire(request.args)))
        except LookupError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
            raise  # abort has raised
        if "password" in answer:
            self.tokens += 1
            answer["password"] = f"token-{self.tokens}"
        fields: dict[str, Any] = {"return": _with(struct_pb2.Struct(), answer)}  # a keyword of Python
        return provider_pb2.InvokeResponse(**fields)

    def Construct(self, request: Any, context: Any) -> Any:  # noqa: N802
        try:
            return vpc.construct(request)
        except ValueError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
            raise  # abort has raised

    # --- Parts ---------------------------------------------------------------------------------------------

    def _outputs(self, urn: str, inputs: Mapping[str, Any], *, generation: int) -> dict[str, Any]:
        """What AWS answers; ids and digests differ from those of the thing's former generations."""
        salted = urn if generation == 1 else f"{urn}-{generation}"
        type_, _ = parts(urn)
        outputs = dict(default_outputs(recorded(urn, salted, inputs)))
        if type_ == TASK_DEFINITION:
            revision = self.cloud.counted(f"revision {inputs['family']}")
            outputs |= {"revision": revision, "arn": f"{outputs['arnWithoutRevision']}:{revision}"}
        if inputs.get("namePrefix") and not inputs.get("name"):  # what AWS's own suffix makes of it
            outputs["name"] = f"{inputs['namePrefix']}{zlib.crc32(salted.encode()):08x}"
        if "latestVersion" in outputs:
            outputs |= {"latestVersion": generation, "defaultVersion": generation}
        return {name: value for name, value in outputs.items() if name == "id" or inputs.get(name) is None}

    def _refresh_hosts(self, before: Thing, after: Mapping[str, Any]) -> None:
        """What the provider has a group do that asks for it, when its hosts are to be other ones."""
        policy = "mixedInstancesPolicy"
        if (
            before.type == _GROUP
            and after.get("instanceRefresh")
            and before.properties.get(policy) != after.get(policy)
        ):
            self.journal.note(Entry(kind="hook", text=f"replaces the hosts of {before.name}"))

    def _shift_requests(self, service: Mapping[str, Any]) -> None:
        """What ECS does to the weights of a rule when a canary has succeeded: the two groups change places."""
        deployment: Mapping[str, Any] = service.get("deploymentConfiguration") or {}
        if deployment.get("strategy") != "CANARY":
            return
        arn = service["loadBalancers"][0]["advancedConfiguration"]["productionListenerRule"]
        for rule in (each for each in self.cloud.things(RULE) if each.now["arn"] == arn):
            (action,) = rule.now["actions"]
            first, second = action["forward"]["targetGroups"]
            swapped = [{**first, "weight": second["weight"]}, {**second, "weight": first["weight"]}]
            self.cloud.put(replace(rule, drifted={"actions": [{**action, "forward": {"targetGroups": swapped}}]}))

    def _laptop_of(self, urn: str) -> Laptop | None:
        return self.laptop if stack_of(urn) == LAPTOP else None

    def _made_real(self, kind: Kind, urn: str, inputs: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """What the laptop has made of a registration: its outputs, which may be others than the inputs, as a port is;
        none where it makes nothing of it."""
        laptop = self._laptop_of(urn)
        if laptop is None:
            return {}
        registered = recorded(urn, urn, inputs)
        if registered.type == SERVICE:
            self._or_failed(kind, urn, context, lambda: laptop.run(registered))
            return {}
        return dict(self._or_failed(kind, urn, context, lambda: laptop.make(registered)))

    def _or_failed(self, kind: Kind, urn: str, context: Any, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except (StudioError, BotoCoreError, ClientError, OSError) as error:
            self.journal.note(Entry(kind=kind, urn=urn, error=str(error)))
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
            raise  # abort has raised

    def _found(self, request: Any, context: Any) -> Thing:
        thing = self.cloud.get(request.urn, request.id)
        if thing is None:
            context.abort(grpc.StatusCode.UNKNOWN, f"ResourceNotFoundException: there is no {request.id}")
            raise RuntimeError  # abort has raised
        return thing

    def _may(self, kind: Kind, urn: str, context: Any) -> None:
        waited = Trouble.meets(urn, self.trouble.delay)
        if waited:
            time.sleep(self.trouble.delay[waited])
        if Trouble.meets(urn, self.trouble.refuse):
            error = f"AccessDenied: not authorized to {kind} {refusals.described(urn)}"
            self.journal.note(Entry(kind=kind, urn=urn, error=error))
            context.abort(grpc.StatusCode.UNKNOWN, error)

    def _allowed(self, kind: Kind | Literal["read"], thing: Thing, context: Any) -> None:
        """Whether the role that acts may do it; without one, an administrator does."""
        refused = self.caller.refused(rights.asked(self.cloud, kind, thing, self.tags)) if self.caller else None
        if refused:
            if kind != "read":
                self.journal.note(Entry(kind=kind, urn=thing.urn, error=refused))
            context.abort(grpc.StatusCode.UNKNOWN, refused)

    def _or_refused(self, kind: Kind, urn: str, context: Any, check: Callable[[], None]) -> None:
        try:
            check()
        except refusals.RefusedError as refused:
            self.journal.note(Entry(kind=kind, urn=urn, error=str(refused)))
            context.abort(grpc.StatusCode.UNKNOWN, str(refused))

    def _done(
        self,
        kind: Kind,
        request: Any,
        context: Any,
        id_: str,
        answered: struct_pb2.Struct,
        *,
        inputs: struct_pb2.Struct,
    ) -> None:
        """Note it; where it does not get ready, say so as the provider does: it is there, and in the state."""
        reason = self._why_not_ready(request.urn, answered)
        self.journal.note(Entry(kind=kind, urn=request.urn, error=reason))
        if not reason:
            return
        failed = provider_pb2.ErrorResourceInitFailed(id=id_, properties=answered, inputs=inputs, reasons=[reason])
        detail = any_pb2.Any()
        detail.Pack(failed)
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason, details=[detail])
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, reason)

    def _why_not_ready(self, urn: str, answered: struct_pb2.Struct) -> str:
        if Trouble.meets(urn, self.trouble.fail):
            return f"waiting for {refusals.described(urn)}: timeout while waiting for state to become 'available'"
        now = from_wire(answered)
        if parts(urn)[0] == SERVICE and now.get("waitForSteadyState") and now["name"] in self.trouble.rolled_back:
            return (
                f"waiting for ECS Service ({now['name']}) update: ECS deployment circuit breaker: tasks failed to start"
            )
        return ""


def serve(provider: Provider) -> tuple[grpc.Server, str]:
    """Start the server on a free port of this machine; returns it with the value of PULUMI_DEBUG_PROVIDERS."""
    sdk_modules.load_on_demand()
    with quiet_sdk():
        for package in ("pulumi_aws", "pulumi_docker", "pulumi_tls"):  # their classes know each type's outputs
            import_module(package)
        sdk_modules.ready_for_threads()
    options = [("grpc.max_receive_message_length", LARGEST_MESSAGE), ("grpc.max_send_message_length", LARGEST_MESSAGE)]
    server = grpc.server(futures.ThreadPoolExecutor(32), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)  # pyright: ignore[reportUnknownMemberType] - generated code
    port = server.add_insecure_port("127.0.0.1:0")
    if not port:
        raise StudioError("The stand-in of the providers found no free port on 127.0.0.1.")
    server.start()
    return server, ",".join(f"{package}:{port}" for package in PACKAGES)


def _top(path: str) -> str:
    return path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]


def _with(values: struct_pb2.Struct, more: Mapping[str, Any]) -> struct_pb2.Struct:
    """A copy with more values, plain ones."""
    made = struct_pb2.Struct()
    made.CopyFrom(values)
    for name, value in more.items():
        if value is not None:
            made.update({name: rpc.UNKNOWN if value is UNKNOWN else value})
    return made


def _added(values: struct_pb2.Struct, more: Mapping[str, Any]) -> struct_pb2.Struct:
    """A copy with more values in the protocol's own form, so that secrets stay secret."""
    made = struct_pb2.Struct()
    made.CopyFrom(values)
    for name, value in more.items():
        if name not in made:
            made.update({name: value})
    return made


def _foreseen(urn: str, inputs: struct_pb2.Struct) -> struct_pb2.Struct:
    """What a preview knows of something new: its inputs."""
    type_, _ = parts(urn)
    return _with(inputs, {name: UNKNOWN for name in output_types(type_) if name not in inputs})


def recorded(urn: str, salted: str, inputs: Mapping[str, Any]) -> Recorded:
    """A registration as the evaluation has it, of what Pulumi asks a provider for. What is made up of the URN comes of
    `salted`."""
    type_, name = parts(urn)
    return Recorded(
        urn=salted, type=type_, name=name, parent="", custom=True, remote=False, inputs=dict(inputs),
        secrets=frozenset(), dependencies=frozenset(), property_dependencies={}, protect=False, retain_on_delete=False,
        ignore_changes=(), delete_before_replace=False, replace_on_changes=(), aliases=(), provider="", providers={},
        additional_secret_outputs=(), import_id="", create_timeout="",
    )  # fmt: skip
