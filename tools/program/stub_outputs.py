"""Answers in the cloud's place with values of the right shape, so that what the program derives from them can be read.

Ids, ARNs and URLs look like AWS's and contain the name of the resource that they belong to.
"""

import hashlib
import typing
from collections import abc
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tools.program.recording import Recorded
from tools.program.sdk_schema import output_types

ACCOUNT = "123456789012"
REGION = "us-east-2"
PROVIDER_TYPES = ("pulumi:providers:",)


def default_outputs(recorded: Recorded) -> Mapping[str, Any]:
    """Plausible outputs of any resource, in wire names; "id" is the resource's id. Never overrides an input."""
    if recorded.type.startswith(PROVIDER_TYPES) or not (recorded.custom or recorded.remote):
        return {}
    special = _OUTPUTS.get(recorded.type)
    outputs = special(recorded) if special else {"id": f"{recorded.name}-{_digits(recorded.urn, 8)}"}
    return outputs if recorded.type in _WHOLE else {**_filled(recorded, outputs), **outputs}


def default_call(token: str, arguments: dict[str, Any]) -> Mapping[str, Any]:
    """Plausible answer of an invoke. Raises `LookupError` for one that nobody taught it."""
    answer = _CALLS.get(token)
    if answer is None:
        raise LookupError(
            f"The program asks the cloud for {token} with {arguments}, and no answer is known: "
            "add one to tools/program/stub_outputs.py."
        )
    return answer(arguments)


def _filled(recorded: Recorded, known: Mapping[str, Any]) -> dict[str, Any]:
    """Every text output that nothing gives yet gets a text that names it, so that no output is None."""
    filled: dict[str, Any] = {}
    for name, kind in output_types(recorded.type).items():
        if name in recorded.inputs or name in known or name == "id":
            continue
        if kind is str:
            filled[name] = _arn("mock", recorded.name) if name.lower().endswith("arn") else f"{recorded.name}.{name}"
        elif typing.get_origin(kind) in (abc.Sequence, list) and typing.get_args(kind)[:1] == (str,):
            filled[name] = [f"{recorded.name}.{name}[{index}]" for index in range(2)]
    return filled


def _digits(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _physical(recorded: Recorded, key: str = "name") -> str:
    """The name in AWS: what the program chose, or as Pulumi would invent it."""
    chosen = recorded.inputs.get(key)
    if isinstance(chosen, str):
        return chosen
    prefix = recorded.inputs.get(f"{key}Prefix", f"{recorded.name}-")
    return f"{prefix}{_digits(recorded.urn, 7)}"


def _arn(service: str, rest: str, *, region: str = REGION) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def _iam(kind: str) -> Callable[[Recorded], dict[str, Any]]:
    """In IAM a path stands before the name; a role's id is its name, a policy's its ARN."""

    def outputs(recorded: Recorded) -> dict[str, Any]:
        name = _physical(recorded)
        arn = _arn("iam", f"{kind}{recorded.inputs.get('path', '/')}{name}", region="")
        return {"id": arn if kind == "policy" else name, "arn": arn, "name": name}

    return outputs


def _ec2(prefix: str) -> Callable[[Recorded], dict[str, Any]]:
    def outputs(recorded: Recorded) -> dict[str, Any]:
        resource_id = f"{prefix}-{_digits(recorded.urn, 17)}"
        return {"id": resource_id, "arn": _arn("ec2", f"{prefix}/{resource_id}")}

    return outputs


def _named(
    service: str, path: str, *, region: str = REGION, id_is_arn: bool = False
) -> Callable[[Recorded], dict[str, Any]]:
    """A resource whose ARN is `service:…:path` with `{name}` filled in, and whose id is its name (or that ARN)."""

    def outputs(recorded: Recorded) -> dict[str, Any]:
        name = _physical(recorded)
        arn = _arn(service, path.format(name=name, digits=_digits(recorded.urn, 16)), region=region)
        return {"id": arn if id_is_arn else name, "arn": arn, "name": name}

    return outputs


def _vpc(recorded: Recorded) -> dict[str, Any]:
    zones = len(recorded.inputs.get("availabilityZoneNames", ())) or 3
    kinds = {spec["type"] for spec in recorded.inputs.get("subnetSpecs", ())}
    return {
        "vpcId": f"vpc-{_digits(recorded.urn, 17)}",
        **{
            f"{kind.lower()}SubnetIds": [
                f"subnet-{kind.lower()}{number}" for number in range(1, zones + 1) if kind in kinds
            ]
            for kind in ("Public", "Private", "Isolated")
        },
    }


def _bucket(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded, "bucket")
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{REGION}.amazonaws.com",
        "region": REGION,
    }


def _queue(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    url = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
    return {"id": url, "url": url, "arn": _arn("sqs", name), "name": name}


def _database(recorded: Recorded) -> dict[str, Any]:
    identifier = _physical(recorded, "identifier")
    address = f"{identifier}.c{_digits(recorded.urn, 11)}.{REGION}.rds.amazonaws.com"
    port = recorded.inputs.get("port", 5432)
    secret = _arn("secretsmanager", f"secret:rds!db-{_digits(recorded.urn, 8)}-AbCdEf")
    return {
        "id": f"db-{_digits(recorded.urn, 24).upper()}",
        "resourceId": f"db-{_digits(recorded.urn, 24).upper()}",
        "identifier": identifier,
        "arn": _arn("rds", f"db:{identifier}"),
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "masterUserSecrets": [{"secretArn": secret, "secretStatus": "active", "kmsKeyId": _arn("kms", "key/rds")}],
    }


def _secret(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    arn = _arn("secretsmanager", f"secret:{name}-{_digits(recorded.urn, 6)}")
    return {"id": arn, "arn": arn, "name": name}


def _secret_version(recorded: Recorded) -> dict[str, Any]:
    return {"id": f"{recorded.inputs['secretId']}|1", "arn": recorded.inputs["secretId"], "versionId": "1"}


def _repository(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    return {
        "id": name,
        "name": name,
        "arn": _arn("ecr", f"repository/{name}"),
        "registryId": ACCOUNT,
        "repositoryUrl": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}",
    }


def _image(recorded: Recorded) -> dict[str, Any]:
    repository = str(recorded.inputs["imageName"]).rsplit(":", 1)[0]
    digest = f"{repository}@sha256:{hashlib.sha256(recorded.urn.encode()).hexdigest()}"
    return {"id": digest, "repoDigest": digest, "baseImageName": recorded.inputs["imageName"]}


def _task_definition(recorded: Recorded) -> dict[str, Any]:
    family = recorded.inputs["family"]
    arn = _arn("ecs", f"task-definition/{family}:1")
    return {"id": family, "arn": arn, "arnWithoutRevision": arn.rsplit(":", 1)[0], "revision": 1}


def _service(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    cluster = str(recorded.inputs["cluster"]).rsplit("/", 1)[-1]
    arn = _arn("ecs", f"service/{cluster}/{name}")
    return {"id": arn, "arn": arn, "name": name}


def _load_balancer(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    suffix = f"app/{name}/{_digits(recorded.urn, 16)}"
    arn = _arn("elasticloadbalancing", f"loadbalancer/{suffix}")
    scheme = "internal-" if recorded.inputs.get("internal") else ""
    return {
        "id": arn,
        "arn": arn,
        "arnSuffix": suffix,
        "name": name,
        "dnsName": f"{scheme}{name}-{_digits(recorded.urn, 9)}.{REGION}.elb.amazonaws.com",
        "zoneId": "Z3AADJGX6KTTL2",
    }


def _target_group(recorded: Recorded) -> dict[str, Any]:
    name = _physical(recorded)
    suffix = f"targetgroup/{name}/{_digits(recorded.urn, 16)}"
    arn = _arn("elasticloadbalancing", suffix)
    return {"id": arn, "arn": arn, "arnSuffix": suffix, "name": name}


def _distribution(recorded: Recorded) -> dict[str, Any]:
    resource_id = f"E{_digits(recorded.urn, 13).upper()}"
    return {
        "id": resource_id,
        "arn": _arn("cloudfront", f"distribution/{resource_id}", region=""),
        "domainName": f"d{_digits(recorded.urn, 13)}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    }


def _cloudfront(kind: str) -> Callable[[Recorded], dict[str, Any]]:
    def outputs(recorded: Recorded) -> dict[str, Any]:
        resource_id = f"{_digits(recorded.urn, 8)}-{kind}"
        return {"id": resource_id, "arn": _arn("cloudfront", f"{kind}/{resource_id}", region="")}

    return outputs


def _vault(recorded: Recorded) -> dict[str, Any]:
    name, region = _physical(recorded), recorded.inputs.get("region", REGION)
    return {"id": name, "arn": _arn("backup", f"backup-vault:{name}", region=region), "name": name}


def _private_key(_: Recorded) -> dict[str, Any]:
    def pem(label: str) -> str:
        return f"-----BEGIN {label} KEY-----\nplausible\n-----END {label} KEY-----\n"

    return {"privateKeyPem": pem("RSA PRIVATE"), "privateKeyPemPkcs8": pem("PRIVATE"), "publicKeyPem": pem("PUBLIC")}


def _certificate(recorded: Recorded) -> dict[str, Any]:
    domain = recorded.inputs["domainName"]
    arn = _arn("acm", f"certificate/{_digits(recorded.urn, 32)}", region=recorded.inputs.get("region", REGION))
    record = {
        "domainName": domain,
        "resourceRecordName": f"_{_digits(domain, 32)}.{domain}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{_digits(domain, 31)}.acm-validations.aws.",
    }
    return {"id": arn, "arn": arn, "domainValidationOptions": [record]}


def _email_identity(recorded: Recorded) -> dict[str, Any]:
    domain = recorded.inputs["emailIdentity"]
    tokens = [_digits(f"{domain}{number}", 32) for number in range(3)]
    signing = {**recorded.inputs.get("dkimSigningAttributes", {}), "tokens": tokens}
    return {"id": domain, "arn": _arn("ses", f"identity/{domain}"), "dkimSigningAttributes": signing}


def _configuration_set(recorded: Recorded) -> dict[str, Any]:
    name = recorded.inputs["configurationSetName"]
    return {"id": name, "arn": _arn("ses", f"configuration-set/{name}")}


#: Types of which nobody reads more than the table gives. Asking the SDK for the rest would import its largest module.
_WHOLE = frozenset({"aws:wafv2/webAcl:WebAcl"})

_OUTPUTS: Mapping[str, Callable[[Recorded], dict[str, Any]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:appautoscaling/policy:Policy": _named("autoscaling", "scalingPolicy:{digits}:resource/ecs:policyName/{name}"),
    "aws:appautoscaling/target:Target": lambda recorded: {
        "id": recorded.inputs["resourceId"],
        "arn": _arn("application-autoscaling", f"scalable-target/{_digits(recorded.urn, 16)}"),
    },
    "aws:autoscaling/group:Group": _named("autoscaling", "autoScalingGroup:{digits}:autoScalingGroupName/{name}"),
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cloudfront/keyGroup:KeyGroup": _cloudfront("key-group"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _cloudfront("origin-access-control"),
    "aws:cloudfront/publicKey:PublicKey": lambda recorded: {"id": f"K{_digits(recorded.urn, 13).upper()}"},
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _cloudfront("response-headers-policy"),
    "aws:cloudfront/vpcOrigin:VpcOrigin": lambda recorded: {"id": f"vo_{_digits(recorded.urn, 22)}"},
    "aws:cloudwatch/logGroup:LogGroup": _named("logs", "log-group:{name}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _named("cloudwatch", "alarm:{name}"),
    "aws:ec2/launchTemplate:LaunchTemplate": lambda recorded: {**_ec2("lt")(recorded), "latestVersion": 1},
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg"),
    "aws:backup/vault:Vault": _vault,
    "aws:ecr/repository:Repository": _repository,
    "aws:ecs/capacityProvider:CapacityProvider": _named("ecs", "capacity-provider/{name}", id_is_arn=True),
    "aws:ecs/cluster:Cluster": _named("ecs", "cluster/{name}", id_is_arn=True),
    "aws:ecs/service:Service": _service,
    "aws:ecs/taskDefinition:TaskDefinition": _task_definition,
    "aws:iam/instanceProfile:InstanceProfile": _iam("instance-profile"),
    "aws:iam/policy:Policy": _iam("policy"),
    "aws:iam/role:Role": _iam("role"),
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
    "aws:rds/instance:Instance": _database,
    "aws:rds/parameterGroup:ParameterGroup": _named("rds", "pg:{name}"),
    "aws:rds/subnetGroup:SubnetGroup": _named("rds", "subgrp:{name}"),
    "aws:s3/bucket:Bucket": _bucket,
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:secretsmanager/secretVersion:SecretVersion": _secret_version,
    "aws:sesv2/configurationSet:ConfigurationSet": _configuration_set,
    "aws:sesv2/emailIdentity:EmailIdentity": _email_identity,
    "aws:sqs/queue:Queue": _queue,
    "aws:lambda/function:Function": _named("lambda", "function:{name}"),
    "aws:sns/topic:Topic": _named("sns", "{name}", id_is_arn=True),
    "aws:wafv2/webAcl:WebAcl": _named("wafv2", "global/webacl/{name}/{digits}", region="us-east-1"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _ec2("sgr"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _ec2("sgr"),
    "awsx:ec2:Vpc": _vpc,
    "docker:index/image:Image": _image,
    "tls:index/privateKey:PrivateKey": _private_key,
}


@cache
def _policy_id(name: str) -> str:
    return f"{_digits(name, 8)}-{name.lower()}"


_CALLS: Mapping[str, Callable[[dict[str, Any]], Mapping[str, Any]]] = {
    "aws:cloudfront/getCachePolicy:getCachePolicy": lambda asked: {**asked, "id": _policy_id(asked["name"])},
    "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": lambda asked: {
        **asked,
        "id": _policy_id(asked["name"]),
    },
    "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": lambda asked: {
        **asked,
        "id": _policy_id(asked["name"]),
    },
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda asked: {
        **asked,
        "id": f"pl-{_digits(asked['name'], 8)}",
    },
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": lambda asked: {
        **asked,
        "userName": "AWS",
        "password": "plausible-registry-password",
        "proxyEndpoint": f"https://{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com",
    },
    "aws:iam/getPolicy:getPolicy": lambda asked: {**asked, "id": asked["arn"]},
    "aws:index/getAvailabilityZones:getAvailabilityZones": lambda asked: {
        **asked,
        "id": REGION,
        "names": [f"{REGION}{zone}" for zone in "abc"],
    },
    "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/plausible",
        "id": ACCOUNT,
        "userId": "plausible",
    },
    "aws:ssm/getParameter:getParameter": lambda asked: {
        **asked,
        "id": asked["name"],
        "value": f"ami-{_digits('ami', 17)}",
    },
}
