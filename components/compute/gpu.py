"""GPU hosts: groups of instances with one size of video memory, each a capacity provider that starts from zero."""

import base64
from dataclasses import dataclass
from typing import ClassVar

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.gpu_classes import GPU_CLASSES
from components.base.naming import Names
from components.compute.cluster import Cluster
from components.identity.boundaries import HOST_POLICY
from components.identity.roles import Grant, Role, RoleArgs
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network
from contracts.aws_calls import HOST_SESSIONS

#: AWS keeps the newest ECS image with NVIDIA drivers under this parameter.
IMAGE_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id"
HOST_DISK_GIB = 60
#: How an image that was pinned on purpose reaches the hosts that run. AWS's newest does so as hosts come and go: it is
#: another one each month, and nobody asked for it. A host that is replaced is drained first (`managed_draining`): its
#: worker hands its job back, and the queue keeps it, so none of them has to stay for the others.
_REFRESH: aws.autoscaling.GroupInstanceRefreshArgsDict = {
    "strategy": "Rolling",
    # ECS protects every host that holds a task, and a worker waits for work as a task.
    "preferences": {"min_healthy_percentage": 0, "scale_in_protected_instances": "Refresh", "skip_matching": True},
}


#: What the agent of Systems Manager on a host calls to open a session for whoever may start one: no port is open,
#: nobody has a key, and IAM knows no resource for these. It asks for nothing else that AWS's own policy would give it.
_SESSIONS = Grant(name="sessions", actions=HOST_SESSIONS, resources=["*"])


@dataclass(frozen=True, kw_only=True)
class GpuGroupArgs:
    names: Names
    account: Account
    network: Network
    cluster: Cluster
    gpu_class: str
    market: str
    """`spot` or `ondemand`. ECS does not fail over from one to the other, so each is a provider of its own."""
    image_id: str
    """The AMI; empty: AWS's newest."""
    limit: int
    """Instances at most. It is the real spending cap: nothing else stops a fleet that cannot finish."""


class GpuGroup(Component):
    """An auto scaling group from zero, and the capacity provider through which ECS fills and empties it."""

    kind = "GpuGroup"
    #: What a task may reserve on the smallest host (16 GiB) beside the system and the agent.
    TASK_MEMORY_MIB: ClassVar[int] = 12_288

    def __init__(self, name: str, args: GpuGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.gpu_class = args.gpu_class
        self.market = args.market
        self.limit = args.limit
        self.firewall = self._firewall(args)
        self.group = self._group(args, self._template(args))
        self.provider_name = self._capacity_provider(name, args).name
        self.register_outputs({"capacityProvider": self.provider_name})

    def _firewall(self, args: GpuGroupArgs) -> Firewall:
        firewall = Firewall(
            self.label,
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="GPU hosts: nobody calls them"),
            opts=self.child(),
        )
        firewall.reach_https()
        return firewall

    def _capacity_provider(self, name: str, args: GpuGroupArgs) -> aws.ecs.CapacityProvider:
        return aws.ecs.CapacityProvider(
            name,
            name=args.names.of(name),
            auto_scaling_group_provider={
                "auto_scaling_group_arn": self.group.arn,
                # A host that holds a task is neither stopped by scaling nor lost in an update.
                "managed_termination_protection": "ENABLED",
                "managed_draining": "ENABLED",
                "managed_scaling": {
                    "status": "ENABLED",
                    "target_capacity": 100,
                    "instance_warmup_period": 120,
                    "minimum_scaling_step_size": 1,
                    "maximum_scaling_step_size": 1,
                },
            },
            # The first cluster of an account brings the role that ECS acts in, without which no provider can be made;
            # and nobody lets go of a cluster while hosts of a group are still in it.
            opts=self.child(depends_on=[args.cluster.cluster]),
        )

    def grant_stop(self) -> Grant:
        """To set the group's maximum to 0, which stops it."""
        return Grant(
            name=f"{self.label}-stop", actions=["autoscaling:UpdateAutoScalingGroup"], resources=[self.group.arn]
        )

    def _template(self, args: GpuGroupArgs) -> aws.ec2.LaunchTemplate:
        return aws.ec2.LaunchTemplate(
            self.label,
            name_prefix=f"{args.names.of(self.label)}-",
            description="GPU hosts of ECS",
            update_default_version=True,
            image_id=args.image_id or self._newest_image(),
            user_data=base64.b64encode(_first_boot(args.cluster.known_name).encode()).decode(),
            iam_instance_profile={"arn": self._profile(args).arn},
            # One hop and tokens only: a container on the host cannot reach the host's credentials.
            metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
            network_interfaces=[
                {
                    "associate_public_ip_address": "true" if args.network.assign_public_ip else "false",
                    "delete_on_termination": "true",
                    "security_groups": [self.firewall.id],
                }
            ],
            block_device_mappings=[
                {
                    "device_name": "/dev/xvda",
                    "ebs": {
                        "volume_size": HOST_DISK_GIB,
                        "volume_type": "gp3",
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            monitoring={"enabled": False},
            # Default tags stop at the template; without these, hosts and disks are missing from the bill by stack.
            tag_specifications=[
                {
                    "resource_type": kind,
                    "tags": {
                        "Name": args.names.of(self.label),
                        "project": args.names.project,
                        "stack": args.names.stack,
                    },
                }
                for kind in ("instance", "volume")
            ],
            opts=self.child(),
        )

    def _newest_image(self) -> pulumi.Output[str]:
        return aws.ssm.get_parameter_output(name=IMAGE_PARAMETER, opts=pulumi.InvokeOptions(parent=self)).value

    def _profile(self, args: GpuGroupArgs) -> aws.iam.InstanceProfile:
        role = Role(
            f"{self.label}-host",
            RoleArgs(
                names=args.names,
                account=args.account,
                service="ec2",
                purpose="GPU hosts join the cluster",
                grants=[_SESSIONS],
            ),
            opts=self.child(),
        )
        aws.iam.RolePolicyAttachment(
            f"{self.label}-host",
            role=role.name,
            # What the ECS agent calls, as AWS keeps it; tasks on the host act in roles of their own.
            policy_arn=HOST_POLICY,
            opts=self.child(),
        )
        return aws.iam.InstanceProfile(
            f"{self.label}-host", name=args.names.of(self.label, "host"), role=role.name, opts=self.child()
        )

    def _group(self, args: GpuGroupArgs, template: aws.ec2.LaunchTemplate) -> aws.autoscaling.Group:
        policy = aws.autoscaling
        return aws.autoscaling.Group(
            self.label,
            name_prefix=f"{args.names.of(self.label)}-",
            min_size=0,
            max_size=args.limit,
            vpc_zone_identifiers=args.network.task_subnet_ids,
            mixed_instances_policy={
                "instances_distribution": {
                    "on_demand_base_capacity": 0,
                    "on_demand_percentage_above_base_capacity": 0 if args.market == "spot" else 100,
                    "spot_allocation_strategy": "price-capacity-optimized",
                },
                "launch_template": {
                    "launch_template_specification": {
                        "launch_template_id": template.id,
                        "version": template.latest_version.apply(str),
                    },
                    "overrides": [
                        {"instance_type": instance_type} for instance_type in GPU_CLASSES[args.gpu_class].instance_types
                    ],
                },
            },
            instance_refresh=_REFRESH if args.image_id else None,
            # Rebalancing replaces hosts that might be interrupted, and with them jobs that might have finished.
            capacity_rebalance=False,
            protect_from_scale_in=True,
            health_check_type="EC2",
            # Free, and off unless asked for: without them nobody sees how many hosts run.
            enabled_metrics=[policy.Metric.GROUP_IN_SERVICE_INSTANCES, policy.Metric.GROUP_DESIRED_CAPACITY],
            metrics_granularity="1Minute",
            tags=[
                # ECS marks the groups that it manages; unmarked here, every update would take the mark away.
                {"key": "AmazonECSManaged", "value": "true", "propagate_at_launch": True},
                {"key": "project", "value": args.names.project, "propagate_at_launch": True},
                {"key": "stack", "value": args.names.stack, "propagate_at_launch": True},
            ],
            opts=self.child(ignore_changes=["desiredCapacity"], depends_on=[args.cluster.cluster]),
        )


def _first_boot(cluster_name: str) -> str:
    """The host joins its cluster, drains when spot takes it back, and keeps Docker's layers on its own NVMe disk.

    A boothook, because it runs before Docker and the agent start: a script of users comes after them, and Docker would
    keep to the small disk. It runs at every boot, and does again only what a boot undoes.
    """
    return f"""#cloud-boothook
#!/bin/bash
set -euo pipefail
grep -qs ECS_CLUSTER /etc/ecs/ecs.config || cat >> /etc/ecs/ecs.config <<'CONFIG'
ECS_CLUSTER={cluster_name}
ECS_ENABLE_GPU_SUPPORT=true
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
ECS_CONTAINER_STOP_TIMEOUT=110s
ECS_AWSVPC_BLOCK_IMDS=true
CONFIG
disk=$(lsblk --noheadings --nodeps --paths --output NAME,MODEL | awk '/Instance Storage/ {{print $1; exit}}')
if [ -n "$disk" ]; then
  blkid "$disk" || mkfs.xfs -q "$disk"
  mkdir -p /mnt/nvme
  mount -o noatime "$disk" /mnt/nvme
  mkdir -p /mnt/nvme/docker /mnt/nvme/models
  options=/etc/sysconfig/docker
  grep -q data-root "$options" || sed -i 's|^OPTIONS="|OPTIONS="--data-root /mnt/nvme/docker |' "$options"
fi
"""
