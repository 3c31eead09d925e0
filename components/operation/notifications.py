"""Topics for alarms and bills, each with a reader from the first day."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.setting_types import SecretText
from components.identity import iam_documents
from components.identity.roles import Grant

#: Who may publish: alarms, budgets and the detector of anomalies.
SENDERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com")


@dataclass(frozen=True, kw_only=True)
class TopicArgs:
    names: Names
    account: Account


class Topic(Component):
    """An SNS topic for this account's own services, over TLS only."""

    kind = "Topic"

    def __init__(self, name: str, args: TopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        # Without a key of its own: AWS's (alias/aws/sns) lets neither CloudWatch nor Budgets publish, and one of ours,
        # at $1 a month, would be one more thing whose loss silences every alarm, to hide what the mail says in clear.
        topic = aws.sns.Topic(name, name=args.names.of(name, limit=256), opts=self.child())
        self.arn = topic.arn
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=iam_documents.document(
                iam_documents.statement(
                    principal={"Service": list(SENDERS)},
                    actions=["sns:Publish"],
                    resources=[topic.arn],
                    conditions={"StringEquals": {"aws:SourceAccount": args.account.account_id}},
                ),
                iam_documents.refuse_plaintext(topic.arn, actions="sns:Publish"),
            ),
            opts=self.child(),
        )
        self.register_outputs({"arn": self.arn})

    def mail(self, address: str) -> None:
        """Subscribe a person, who has to confirm it once in the mail that AWS sends."""
        aws.sns.TopicSubscription(
            f"{self.label}-mail", topic=self.arn, protocol="email", endpoint=address, opts=self.child()
        )

    def page(self, url: SecretText) -> None:
        """Subscribe a service that wakes people and confirms by itself. Who knows its URL is heard there."""
        aws.sns.TopicSubscription(
            f"{self.label}-pager",
            topic=self.arn,
            protocol="https",
            endpoint=pulumi.Output.secret(url.reveal()),
            endpoint_auto_confirms=True,
            opts=self.child(),
        )

    def call(self, function: aws.lambda_.Function) -> None:
        """Subscribe a function, and let the topic call it."""
        allowed = aws.lambda_.Permission(
            f"{self.label}-calls",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="sns.amazonaws.com",
            source_arn=self.arn,
            opts=self.child(),
        )
        aws.sns.TopicSubscription(
            f"{self.label}-function",
            topic=self.arn,
            protocol="lambda",
            endpoint=function.arn,
            opts=self.child(depends_on=[allowed]),
        )

    def grant_publish(self) -> Grant:
        return Grant(name=f"{self.label}-publish", actions=["sns:Publish"], resources=[self.arn])
