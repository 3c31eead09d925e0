"""CloudFront's log of requests: what a line holds, where it goes, for how long, and what that costs."""

import pytest

from tools.program.evaluate import Evaluation
from tools.reports.cost.report import Usage, cost_of

LOG_DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def test_productions_requests_are_kept_for_a_month_in_the_region_of_the_edge(production: Evaluation) -> None:
    source = production.one("aws:cloudwatch/logDeliverySource:LogDeliverySource").inputs
    distribution = production.one("aws:cloudfront/distribution:Distribution")
    assert source["resourceArn"] == production.state[distribution.urn]["arn"]
    group = production.one("aws:cloudwatch/logGroup:LogGroup", "access-logs")
    assert group.inputs["name"] == "/aws/vendedlogs/film-studio-production-access-logs"
    assert group.inputs["retentionInDays"] == 30
    to = production.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").inputs
    assert to["deliveryDestinationConfiguration"] == {"destinationResourceArn": production.state[group.urn]["arn"]}
    assert {each["region"] for each in (source, to, group.inputs, production.one(LOG_DELIVERY).inputs)} == {"us-east-1"}


def test_a_line_says_who_called_what_and_holds_nothing_with_which_somebody_could_call_in_their_place(
    production: Evaluation, dev: Evaluation
) -> None:
    fields = set(production.one(LOG_DELIVERY).inputs["recordFields"])
    assert fields >= {"date", "time", "c-ip", "cs-method", "cs-uri-stem", "sc-status", "x-edge-request-id"}
    assert fields.isdisjoint({"cs-uri-query", "cs(Cookie)", "cs(Referer)"})
    assert dev.of_type(LOG_DELIVERY) == []


def test_its_price_goes_by_the_requests(production: Evaluation) -> None:
    report = cost_of(production, Usage(requests=100e6))
    written = {line.item: line for line in report.lines if line.item.startswith("log of")}
    assert sum(line.quantity for line in written.values()) == pytest.approx(100 * 0.63, abs=5)
    assert 25 < written["log of requests"].usd_month < 31
