"""The load balancer before the API: internal, so that CloudFront is the only way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.edge.domain import Domain
from components.edge.traffic_shift import TrafficShift, TrafficShiftArgs
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network

HTTP = 80
HTTPS = 443
CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    names: Names
    account: Account
    network: Network
    behind_cloudfront: bool
    health_path: str
    protected: bool
    domain: Domain | None = None
    """With one the listener speaks HTTPS by its name, and nothing listens on HTTP."""
    shifts_traffic: bool = False
    """With it there are two groups of targets, and ECS weighs them."""
    shift_guard: pulumi.ResourceHookBinding | None = None
    """Looks before a listener begins with the first of the two."""


class LoadBalancer(Component):
    """An internal application load balancer with one listener and one group of targets, or two to shift between."""

    kind = "LoadBalancer"

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.firewall = self._firewall(name, args)
        balancer = self._balancer(name, args)
        targets = self._targets(name, args)
        self.listener = self._listener(name, args, balancer, targets)
        self.arn = balancer.arn
        self.dns_name = balancer.dns_name
        self.target_group_arn = targets.arn
        #: How CloudWatch names them. Either group may be the one with the requests, so look at all.
        self.arn_suffix = balancer.arn_suffix
        self.target_group_suffixes: Mapping[str, pulumi.Output[str]] = {"primary": targets.arn_suffix}
        self.shift: TrafficShift | None = None
        if args.shifts_traffic:
            alternate = self._targets(f"{name}-alternate", args)
            self.target_group_suffixes |= {"alternate": alternate.arn_suffix}
            self.shift = self._shift(name, args, targets, alternate)
        #: What CloudFront has to find before it moves here.
        self.ready: Sequence[pulumi.Resource] = [self.listener, *(self.shift.ready if self.shift else ())]
        #: How Application Auto Scaling names balancer and group where there is only one.
        self.resource_label = pulumi.Output.concat(balancer.arn_suffix, "/", targets.arn_suffix)
        self.register_outputs({"dnsName": self.dns_name})

    def _firewall(self, name: str, args: LoadBalancerArgs) -> Firewall:
        firewall = Firewall(
            f"{name}-balancer",
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="Load balancer of the API"),
            opts=self.child(),
        )
        if args.behind_cloudfront:
            edge = aws.ec2.get_managed_prefix_list_output(
                name=CLOUDFRONT_PREFIX_LIST, opts=pulumi.InvokeOptions(parent=self)
            )
            firewall.accept_prefix_list("cloudfront", edge.id, port=HTTPS if args.domain else HTTP)
        return firewall

    def _balancer(self, name: str, args: LoadBalancerArgs) -> aws.lb.LoadBalancer:
        return aws.lb.LoadBalancer(
            name,
            name=args.names.of(name, limit=32),
            load_balancer_type="application",
            internal=True,
            subnets=args.network.internal_subnet_ids,
            security_groups=[self.firewall.id],
            # Longer than CloudFront's keep-alive and shorter than the API's: nobody sends into a closed connection.
            idle_timeout=120,
            drop_invalid_header_fields=True,
            enable_deletion_protection=args.protected,
            opts=self.child(protect=args.protected),
        )

    def _listener(
        self, name: str, args: LoadBalancerArgs, balancer: aws.lb.LoadBalancer, targets: aws.lb.TargetGroup
    ) -> aws.lb.Listener:
        """HTTP and HTTPS are two resources: where a domain comes or goes, the new one listens before CloudFront moves
        to it, and the former goes after that."""
        default_actions: list[aws.lb.ListenerDefaultActionArgsDict] = [
            {"type": "forward", "target_group_arn": targets.arn}
        ]
        if args.domain is None:
            return aws.lb.Listener(
                name,
                load_balancer_arn=balancer.arn,
                port=HTTP,
                protocol="HTTP",
                default_actions=default_actions,
                opts=self.child(),
            )
        listener = aws.lb.Listener(
            f"{name}-https",
            load_balancer_arn=balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            certificate_arn=args.domain.regional_certificate_arn,
            ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
            default_actions=default_actions,
            opts=self.child(),
        )
        # Beside the listener's default, which another domain's takes over at once: CloudFront still asks for this name
        # until it has moved, and what is called by the domain goes last.
        aws.lb.ListenerCertificate(
            f"{name}-{args.domain.domain}",
            listener_arn=listener.arn,
            certificate_arn=args.domain.regional_certificate_arn,
            opts=self.child(),
        )
        return listener

    def _shift(
        self, name: str, args: LoadBalancerArgs, primary: aws.lb.TargetGroup, alternate: aws.lb.TargetGroup
    ) -> TrafficShift:
        return TrafficShift(
            f"{name}-shift",
            TrafficShiftArgs(
                names=args.names,
                account=args.account,
                listener_arn=self.listener.arn,
                primary=primary,
                alternate=alternate,
                guard=args.shift_guard,
            ),
            opts=self.child(),
        )

    def _targets(self, name: str, args: LoadBalancerArgs) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            name,
            name=args.names.of(name, limit=32),
            # ECS registers each task with the port of its container; this one is never called. It stays the same when
            # apiPort changes, because a group cannot change its port and a rule that ECS weighs cannot let go of one.
            port=HTTP,
            protocol="HTTP",
            target_type="ip",
            vpc_id=args.network.vpc_id,
            deregistration_delay=30,
            health_check={
                "path": args.health_path,
                "matcher": "200",
                "interval": 15,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self.child(),
        )
