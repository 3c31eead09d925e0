"""What `awsx.ec2.Vpc` makes: the VPC, its subnets with routes, one NAT gateway where asked for, the endpoint of S3.

Addresses are laid out as awsx does it: each zone gets an equal part of the VPC, and in it the subnets of the
specifications follow each other in their order. Source: pulumi-awsx, `awsx/ec2/subnetDistributorNew.ts`.
"""

import ipaddress
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from tools.program.recording import from_wire
from tools.rehearsal.wire import struct

_Subnet = tuple[str, int, str, str]


def subnets(
    cidr: str, zones: Sequence[str], specs: Sequence[Mapping[str, Any]], zone_mask: int | None
) -> list[_Subnet]:
    """(kind, number of the zone, zone, addresses) of each subnet. Raises `ValueError` where they do not fit."""
    network = ipaddress.ip_network(cidr)
    mask = zone_mask or network.prefixlen + math.ceil(math.log2(max(len(zones), 1)))
    parts = list(network.subnets(new_prefix=mask))
    if len(parts) < len(zones):
        raise ValueError(f"{cidr} has no {len(zones)} parts of /{mask}: make availabilityZoneCidrMask larger.")
    laid: list[_Subnet] = []
    for number, (zone, part) in enumerate(zip(zones, parts, strict=False), 1):
        laid += [(kind, number, zone, str(found)) for kind, found in _in_order(part, specs)]
    return laid


def _in_order(part: Any, specs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    start = int(part.network_address)
    for spec in specs:
        size = 2 ** (32 - int(spec["cidrMask"]))
        start = -(-start // size) * size  # the next address at which a subnet of this size may begin
        found = ipaddress.ip_network((start, int(spec["cidrMask"])))
        if not found.subnet_of(part):
            raise ValueError(f"The subnets of a zone do not fit into {part}.")
        yield str(spec["type"]), found
        start += size


class Registration:
    """Registers children with the Pulumi that asked for the component."""

    def __init__(self, request: Any, monitor: Any) -> None:
        self._request, self._monitor = request, monitor

    def component(self) -> Any:
        request = self._request
        return self._register(request.type, request.name, request.parent, {}, custom=False)

    def child(
        self, type_: str, name: str, parent: Any, properties: Mapping[str, Any], after: Sequence[Any] = ()
    ) -> Any:
        return self._register(type_, name, parent.urn, properties, custom=True, after=after)

    def _register(
        self,
        type_: str,
        name: str,
        parent: str,
        properties: Mapping[str, Any],
        *,
        custom: bool,
        after: Sequence[Any] = (),
    ) -> Any:
        return self._monitor.RegisterResource(
            resource_pb2.RegisterResourceRequest(
                type=type_,
                name=name,
                parent=parent,
                custom=custom,
                object=struct(properties),
                acceptSecrets=True,
                acceptResources=False,
                supportsPartialValues=True,
                dependencies=[each.urn for each in after],
                provider=self._request.providers.get("aws", "") if custom else "",
                providers=dict(self._request.providers),
            )
        )


def construct(request: Any) -> Any:
    """Answer Pulumi's call for the component: register it and its children."""
    inputs = from_wire(request.inputs)
    with grpc.insecure_channel(request.monitorEndpoint) as channel:
        monitor: Any = resource_pb2_grpc.ResourceMonitorStub(channel)
        registration = Registration(request, monitor)
        component = registration.component()
        outputs, made = _children(registration, component, request.name, inputs)
        state = struct(outputs)
        monitor.RegisterResourceOutputs(resource_pb2.RegisterResourceOutputsRequest(urn=component.urn, outputs=state))
    dependencies = {
        name: provider_pb2.ConstructResponse.PropertyDependencies(urns=[each.urn for each in made[name]])
        for name in outputs
    }
    return provider_pb2.ConstructResponse(urn=component.urn, state=state, stateDependencies=dependencies)


def _id(resource: Any) -> str:
    return resource.id or rpc.UNKNOWN


def _children(
    register: Registration, component: Any, name: str, inputs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    tags = {"tags": inputs.get("tags")}
    cidr = inputs.get("cidrBlock", "10.0.0.0/16")
    vpc = register.child(
        "aws:ec2/vpc:Vpc", name, component,
        {"cidrBlock": cidr, "enableDnsHostnames": inputs.get("enableDnsHostnames"), **tags},
    )  # fmt: skip
    gateway = register.child("aws:ec2/internetGateway:InternetGateway", name, vpc, {"vpcId": _id(vpc), **tags})
    made: dict[str, list[Any]] = {kind: [] for kind in ("Public", "Private", "Isolated")}
    tables: list[Any] = []
    private: list[Any] = []
    has_nat = inputs.get("natGateways", {}).get("strategy", "OnePerAz") != "None"
    nat: Any = None
    laid = subnets(
        cidr, inputs.get("availabilityZoneNames") or (), inputs["subnetSpecs"], inputs.get("availabilityZoneCidrMask")
    )
    for kind, number, zone, addresses in laid:
        label = f"{name}-{kind.lower()}-{number}"
        subnet = register.child(
            "aws:ec2/subnet:Subnet", label, vpc,
            {
                "vpcId": _id(vpc), "availabilityZone": zone, "cidrBlock": addresses,
                "mapPublicIpOnLaunch": kind == "Public", **tags,
            },
        )  # fmt: skip
        made[kind].append(subnet)
        table = register.child("aws:ec2/routeTable:RouteTable", label, subnet, {"vpcId": _id(vpc), **tags})
        tables.append(table)
        register.child(
            "aws:ec2/routeTableAssociation:RouteTableAssociation", label, table,
            {"routeTableId": _id(table), "subnetId": _id(subnet)},
        )  # fmt: skip
        if kind == "Public":
            register.child(
                "aws:ec2/route:Route", label, table,
                {"routeTableId": _id(table), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": _id(gateway)},
                [gateway],
            )  # fmt: skip
            if has_nat and nat is None:
                address = register.child("aws:ec2/eip:Eip", f"{name}-{number}", subnet, tags, [gateway])
                nat = register.child(
                    "aws:ec2/natGateway:NatGateway", f"{name}-{number}", subnet,
                    {"allocationId": _id(address), "subnetId": _id(subnet), **tags},
                    [address],
                )  # fmt: skip
        elif kind == "Private":
            private.append((label, table))
    for label, table in private if nat is not None else ():
        register.child(
            "aws:ec2/route:Route", label, table,
            {"routeTableId": _id(table), "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": _id(nat)},
            [nat],
        )  # fmt: skip
    for spec in inputs.get("vpcEndpointSpecs") or ():
        register.child(
            "aws:ec2/vpcEndpoint:VpcEndpoint", f"{name}-{spec['serviceName'].rsplit('.', 1)[-1]}", vpc,
            {**spec, "vpcId": _id(vpc), "routeTableIds": [_id(each) for each in tables]},
            tables,
        )  # fmt: skip
    outputs: dict[str, Any] = {
        "vpcId": _id(vpc),
        **{f"{kind.lower()}SubnetIds": [_id(each) for each in found] for kind, found in made.items()},
    }
    return outputs, {"vpcId": [vpc], **{f"{kind.lower()}SubnetIds": found for kind, found in made.items()}}
