"""Records what a Pulumi program registers: stands in for Pulumi itself, for one evaluation at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import engine_pb2, resource_pb2

STACK_TYPE = "pulumi:pulumi:Stack"

# What marks special values in Pulumi's protocol (pulumi/pulumi, sdk/go/common/resource/properties.go).
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker in the protocol, no secret
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


#: Stands for a value that Pulumi does not know before the update.
UNKNOWN = _Unknown()


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One registration. `inputs` are plain Python in wire names (camelCase), secrets unwrapped.

    `secrets` holds the dotted paths in `inputs` that were secret; a reference to another resource reads
    `{"$ref": urn, "id": …}`, an asset or archive `{"$sig": …}`. `dependencies` are URNs, explicit and implied.
    """

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    remote: bool
    inputs: dict[str, Any]
    secrets: frozenset[str]
    dependencies: frozenset[str]
    property_dependencies: dict[str, frozenset[str]]
    protect: bool
    retain_on_delete: bool
    ignore_changes: tuple[str, ...]
    delete_before_replace: bool
    replace_on_changes: tuple[str, ...]
    aliases: tuple[str, ...]
    provider: str
    providers: dict[str, str]
    additional_secret_outputs: tuple[str, ...]
    import_id: str
    create_timeout: str
    #: When (`before_update`, …) → names of the hooks that Pulumi would call; `Evaluation.hooks` has them.
    hooks: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


#: Answers what the cloud would: outputs of a resource. The key "id" gives the resource's id.
OutputsFor = Callable[[Recorded], Mapping[str, Any]]
#: Answers an invoke: (token, arguments) → result.
Call = Callable[[str, dict[str, Any]], Mapping[str, Any]]


@dataclass(kw_only=True)
class Evaluation:
    """Everything a program registered, in the order of registration; the stack itself is not among `resources`."""

    project: str
    stack: str
    preview: bool
    resources: list[Recorded] = field(default_factory=list[Recorded])
    reads: list[Recorded] = field(default_factory=list[Recorded])
    invokes: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])
    #: What each custom resource answered, by URN, secrets unwrapped; the id is under "id".
    state: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    secret_outputs: set[str] = field(default_factory=set[str])
    component_outputs: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    #: What Pulumi would call around an operation, by name; nothing here calls it.
    hooks: dict[str, Callable[..., Any]] = field(default_factory=dict[str, Callable[..., Any]])
    #: (severity, text) of each message that the program logged: "info", "warning", "error".
    messages: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def of_type(self, type_: str) -> list[Recorded]:
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str | None = None) -> Recorded:
        """The only resource of a type (and name). Raises `LookupError` that lists what is there."""
        found = [resource for resource in self.of_type(type_) if name in (None, resource.name)]
        if len(found) != 1:
            have = sorted((resource.type, resource.name) for resource in self.resources)
            raise LookupError(f"{len(found)} resources are {type_} {name or ''}; registered: {have}")
        return found[0]

    def by_urn(self) -> dict[str, Recorded]:
        return {resource.urn: resource for resource in self.resources}


class Monitor(mocks.MockMonitor):
    """Pulumi's side of registrations and invokes. `outputs_for` is called once per resource, one at a time."""

    def __init__(self, evaluation: Evaluation, *, outputs_for: OutputsFor, call: Call) -> None:
        super().__init__(_Unused())
        self.evaluation = evaluation
        self.outputs_for = outputs_for
        self.call = call
        self.stack_urn = ""
        self.known: dict[str, tuple[str, struct_pb2.Struct]] = {}
        self.lock = Lock()

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """As Pulumi does: a URN carries the types of all its parents, where the SDK's mock keeps the nearest."""
        lineage = parent.split("::")[2] if parent else ""
        qualified = f"{lineage}${type_}" if lineage and lineage != STACK_TYPE else type_
        return f"urn:pulumi:{self.evaluation.stack}::{self.evaluation.project}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the gRPC method's name
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            self.stack_urn = urn
            return resource_pb2.RegisterResourceResponse(urn=urn)
        with self.lock:
            if urn in self.known:
                raise RuntimeError(
                    f"Two resources have the URN {urn}: give one of them another name, or another parent."
                )
            recorded = _recorded(urn, request)
            answered = struct_pb2.Struct()
            if not request.remote:  # a remote component's inputs and outputs may share names but not types
                answered.CopyFrom(request.object)
            resource_id = self._realise(recorded, answered) if not self.evaluation.preview else ""
            self.known[urn] = (resource_id, answered)
            self.evaluation.resources.append(recorded)
            return resource_pb2.RegisterResourceResponse(urn=urn, id=resource_id, object=answered)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        urn = self.make_urn(request.parent, request.type, request.name)
        with self.lock:
            recorded = _recorded(urn, request)
            answered = struct_pb2.Struct()
            self._realise(recorded, answered)
            self.known[urn] = (request.id, answered)
            self.evaluation.reads.append(recorded)
            return resource_pb2.ReadResourceResponse(urn=urn, properties=answered)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        secrets: set[str] = set()
        outputs = from_wire(request.outputs, secrets)
        if request.urn == self.stack_urn:
            self.evaluation.outputs = outputs
            self.evaluation.secret_outputs = {path.split(".")[0] for path in secrets}
        else:
            self.evaluation.component_outputs[request.urn] = outputs
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        arguments = from_wire(request.args)
        answered = struct_pb2.Struct()
        if request.tok == "pulumi:pulumi:getResource":  # the SDK follows a reference to a resource
            resource_id, state = self.known[arguments["urn"]]
            answered.update({"urn": arguments["urn"], "id": resource_id})
            answered.get_or_create_struct("state").CopyFrom(state)
        else:
            with self.lock:
                self.evaluation.invokes.append((request.tok, arguments))
                answered.update(dict(self.call(request.tok, arguments)))
        fields: dict[str, Any] = {"return": answered}  # a keyword of Python, so it cannot be written out
        return resource_pb2.ResourceInvokeResponse(**fields)

    def _realise(self, recorded: Recorded, answered: struct_pb2.Struct) -> str:
        """Put the outputs into `answered`; return the id."""
        outputs = dict(self.outputs_for(recorded))
        resource_id = str(outputs.pop("id", f"{recorded.name}-id")) if recorded.custom else ""
        self.evaluation.state[recorded.urn] = {**recorded.inputs, **outputs, "id": resource_id}
        for name, value in outputs.items():
            if name in recorded.additional_secret_outputs:
                answered.update({name: {_SIGNATURE: _SECRET, "value": value}})
            else:
                answered.update({name: value})
        return resource_id


class Log:
    """Pulumi's log: keeps what a program says with `pulumi.info`, `warn` and `error`."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def Log(self, request: Any) -> None:  # noqa: N802
        severity = {1: "info", 2: "warning", 3: "error"}.get(request.severity)
        if severity is not None:
            self.evaluation.messages.append((severity, request.message))

    def RequirePulumiVersion(self, request: Any) -> Any:  # noqa: N802, ARG002
        """Any version will do: Pulumi is not here."""
        return engine_pb2.RequirePulumiVersionResponse()


class Callbacks:
    """The program's own service, which Pulumi would call back: keeps the hooks instead of serving them."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation

    def register_resource_hook(self, hook: Any) -> None:
        self.evaluation.hooks[hook.name] = hook.callback


class _Unused(mocks.Mocks):
    """`MockMonitor` wants one; `Monitor` answers everything itself."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        raise NotImplementedError(args.typ)


def from_wire(value: Any, secrets: set[str] | None = None, path: str = "") -> Any:
    """Protobuf struct → plain Python: secrets unwrapped (their paths noted in `secrets`), unknowns → `UNKNOWN`."""
    secrets = set() if secrets is None else secrets
    if isinstance(value, struct_pb2.Struct):
        return _object_from_wire(value, secrets, path)
    if isinstance(value, struct_pb2.ListValue):
        return [from_wire(item, secrets, f"{path}[{index}]") for index, item in enumerate(value)]
    if value == rpc.UNKNOWN:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():  # the wire has no integers
        return int(value)
    return value


def _object_from_wire(value: struct_pb2.Struct, secrets: set[str], path: str) -> Any:
    items = dict(value.items())
    signature = items.get(_SIGNATURE)
    if signature == _SECRET:
        secrets.add(path)
        return from_wire(items["value"], secrets, path)
    if signature == _RESOURCE:
        return {"$ref": items["urn"], "id": items.get("id")}
    return {
        ("$sig" if name == _SIGNATURE else name): from_wire(item, secrets, f"{path}.{name}".lstrip("."))
        for name, item in items.items()
    }


def _recorded(urn: str, request: Any) -> Recorded:
    """From a RegisterResourceRequest or a ReadResourceRequest; the latter lacks most options."""
    is_read = isinstance(request, resource_pb2.ReadResourceRequest)
    secrets: set[str] = set()
    inputs = from_wire(request.properties if is_read else request.object, secrets)
    return Recorded(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=is_read or request.custom,
        remote=not is_read and request.remote,
        inputs=inputs,
        secrets=frozenset(secrets),
        dependencies=frozenset(request.dependencies),
        property_dependencies={}
        if is_read
        else {name: frozenset(value.urns) for name, value in request.propertyDependencies.items()},
        protect=not is_read and request.protect,
        retain_on_delete=not is_read and request.retainOnDelete,
        ignore_changes=() if is_read else tuple(request.ignoreChanges),
        delete_before_replace=not is_read and request.deleteBeforeReplace,
        replace_on_changes=() if is_read else tuple(request.replaceOnChanges),
        aliases=() if is_read else tuple(alias.urn or alias.spec.name or alias.spec.type for alias in request.aliases),
        provider=request.provider,
        providers={} if is_read else dict(request.providers),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        import_id=request.id if is_read else request.importId,
        create_timeout="" if is_read else request.customTimeouts.create,
        hooks={} if is_read else {when.name: tuple(names) for when, names in request.hooks.ListFields()},
    )
