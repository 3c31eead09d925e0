"""What a month may cost: a budget that tells people, and a function that stops the GPU groups when it is spent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.json_output import json_output
from components.base.metrics import Metric
from components.base.naming import Names
from components.base.settings import Settings
from components.compute.gpu import GpuGroup
from components.compute.workers import Workers
from components.identity.roles import Role, RoleArgs, grant_log_write
from components.operation.alarms import Alarms, Listeners, Severity
from components.operation.notifications import Topic, TopicArgs

#: Smaller surprises on the bill are left to the monthly budget.
ANOMALY_USD: Final = 20
_HANDLER: Final = "components/operation/kill_switch/handler.py"


@dataclass(frozen=True, kw_only=True)
class SpendingArgs:
    names: Names
    account: Account
    settings: Settings
    listeners: Listeners
    workers: Workers
    gpu_groups: Sequence[GpuGroup]


class Spending(Component):
    """The budget, the detector of anomalies and, where there are GPU groups, the kill switch.

    A budget's own action can stop instances, but their group would start them again: hence a function.
    """

    kind = "Spending"

    def __init__(self, name: str, args: SpendingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        spent: Topic | None = None
        if args.gpu_groups:
            spent = Topic("spent", TopicArgs(names=args.names, account=args.account), opts=self.child())
            switch = KillSwitch("kill-switch", args, opts=self.child())
            spent.call(switch.function)
        self._budget(args, spent)
        if args.settings.anomalies != "none":
            self._anomalies(args)
        self.register_outputs({})

    def _budget(self, args: SpendingArgs, spent: Topic | None) -> None:
        def notice(percent: float, kind: str, topic: Topic) -> aws.budgets.BudgetNotificationArgsDict:
            # Mailed besides the topic, because a mail needs no subscription that somebody forgot to confirm.
            return {
                "comparison_operator": "GREATER_THAN",
                "threshold": percent,
                "threshold_type": "PERCENTAGE",
                "notification_type": kind,
                "subscriber_email_addresses": [args.settings.alarm_email],
                "subscriber_sns_topic_arns": [topic.arn],
            }

        aws.budgets.Budget(
            "month",
            name=args.names.of("month", limit=100),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(args.settings.budget_usd),
            limit_unit="USD",
            cost_filters=[{"name": "TagKeyValue", "values": [f"user:stack${args.names.stack}"]}]
            if args.settings.budget_scope == "stack"
            else None,
            notifications=[
                notice(50, "ACTUAL", args.listeners.mail),
                notice(80, "ACTUAL", args.listeners.mail),
                notice(100, "FORECASTED", args.listeners.mail),
                # Money that is spent stops the groups; a forecast, which errs early in a month, does not.
                notice(100, "ACTUAL", spent or args.listeners.mail),
            ],
            opts=self.child(),
        )

    def _anomalies(self, args: SpendingArgs) -> None:
        whole_account = args.settings.anomalies == "account"
        monitor = aws.costexplorer.AnomalyMonitor(
            "anomalies",
            name=args.names.of("anomalies", limit=100),
            monitor_type="DIMENSIONAL" if whole_account else "CUSTOM",
            # Over its services an account may have one monitor; by tag each stack has its own, which AWS grants to the
            # account that pays alone.
            monitor_dimension="SERVICE" if whole_account else None,
            monitor_specification=None
            if whole_account
            else json.dumps(
                {
                    "And": None,
                    "CostCategories": None,
                    "Dimensions": None,
                    "Not": None,
                    "Or": None,
                    "Tags": {"Key": "stack", "MatchOptions": None, "Values": [args.names.stack]},
                }
            ),
            opts=self.child(),
        )
        ce = aws.costexplorer
        ce.AnomalySubscription(
            "anomalies",
            name=args.names.of("anomalies", limit=100),
            frequency="IMMEDIATE",
            monitor_arn_lists=[monitor.arn],
            subscribers=[{"type": "SNS", "address": args.listeners.mail.arn}],
            threshold_expression={
                "dimension": {
                    "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    "match_options": ["GREATER_THAN_OR_EQUAL"],
                    "values": [str(ANOMALY_USD)],
                }
            },
            opts=self.child(),
        )


class KillSwitch(Component):
    """A function with one right: to stop this stack's GPU groups."""

    kind = "KillSwitch"

    def __init__(self, name: str, args: SpendingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        log_group = self._log_group(name, args)
        self.function = self._function(name, args, log_group, self._role(name, args, log_group))
        self._watch(args)
        self.register_outputs({"functionName": self.function.name})

    def _log_group(self, name: str, args: SpendingArgs) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/lambda/{args.names.of(name, limit=64)}",
            retention_in_days=args.settings.log_days,
            opts=self.child(),
        )

    def _role(self, name: str, args: SpendingArgs, log_group: aws.cloudwatch.LogGroup) -> Role:
        return Role(
            name,
            RoleArgs(
                names=args.names,
                account=args.account,
                service="lambda",
                purpose="Stops the GPU groups",
                grants=[
                    grant_log_write(log_group),
                    *(group.grant_stop() for group in args.gpu_groups),
                    *(grant for service in args.workers.gpu_services for grant in service.grant_stop()),
                    args.listeners.mail.grant_publish(),
                ],
            ),
            opts=self.child(),
        )

    def _function(
        self, name: str, args: SpendingArgs, log_group: aws.cloudwatch.LogGroup, role: Role
    ) -> aws.lambda_.Function:
        return aws.lambda_.Function(
            name,
            name=args.names.of(name, limit=64),
            description="Sets the GPU groups' maximum to 0 when the budget is spent",
            runtime="python3.13",
            architectures=["arm64"],
            handler="handler.handler",
            code=pulumi.AssetArchive({"handler.py": pulumi.FileAsset(_HANDLER)}),
            role=role.arn,
            timeout=60,
            memory_size=256,
            environment={
                "variables": {"GPU_GROUPS": json_output(_targets(args)), "ALARM_TOPIC_ARN": args.listeners.mail.arn}
            },
            logging_config={"log_format": "Text", "log_group": log_group.name},
            opts=self.child(depends_on=role.policies),
        )

    def _watch(self, args: SpendingArgs) -> None:
        Alarms(of=self, names=args.names, listeners=args.listeners).watch(
            "kill-switch-errors",
            Metric(namespace="AWS/Lambda", name="Errors", dimensions={"FunctionName": self.function.name}, stat="Sum"),
            ">",
            0,
            periods=1,
            says="The budget is spent and the GPU groups could not be stopped: set their maximum to 0 by hand.",
            severity=Severity.URGENT,
        )


def _targets(args: SpendingArgs) -> list[dict[str, Any]]:
    services = {service.group: service for service in args.workers.gpu_services}
    return [
        {
            "group": group.group.name,
            "cluster": services[group.label].cluster_name,
            "service": services[group.label].name,
            "scalable": services[group.label].target_arn is not None,
        }
        for group in args.gpu_groups
    ]
