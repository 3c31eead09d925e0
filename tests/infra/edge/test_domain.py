"""A domain of one's own: optional, and complete where it is chosen."""

import pytest

from components.identity import github_rights
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.sdk_schema import problems

CHOSEN = {"film-studio:domain": "studio.example.org", "film-studio:hostedZoneId": "Z0123456789ABCDEFGHIJ"}


@pytest.fixture(scope="module")
def named() -> Evaluation:
    return evaluate_stack("dev", overrides=CHOSEN)


def test_the_way_is_https_from_the_viewer_to_the_load_balancer(named: Evaluation) -> None:
    distribution = named.one("aws:cloudfront/distribution:Distribution").inputs
    certificates = {c.name: named.state[c.urn]["arn"] for c in named.of_type("aws:acm/certificate:Certificate")}
    assert distribution["aliases"] == ["studio.example.org"]
    assert distribution["viewerCertificate"]["acmCertificateArn"] == certificates["edge"]
    assert ":us-east-1:" in certificates["edge"]
    listener = named.one("aws:lb/listener:Listener").inputs
    assert (listener["port"], listener["protocol"], listener["certificateArn"]) == (
        443,
        "HTTPS",
        certificates["regional"],
    )
    origin = named.one("aws:cloudfront/vpcOrigin:VpcOrigin").inputs["vpcOriginEndpointConfig"]
    assert origin["originProtocolPolicy"] == "https-only"
    api = next(o for o in distribution["origins"] if o["originId"] == "api")
    assert api["domainName"] == "studio.example.org"
    rule = named.one(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "api-balancer-from-cloudfront-443"
    ).inputs
    assert (rule["fromPort"], rule["toPort"]) == (443, 443)
    assert named.outputs["apiUrl"] == "https://studio.example.org"


def test_the_zone_proves_the_certificates_and_leads_to_the_distribution(named: Evaluation) -> None:
    records = {record.name: record.inputs for record in named.of_type("aws:route53/record:Record")}
    assert {name: record["type"] for name, record in records.items()} == {
        "certificate": "CNAME",
        "alias-a": "A",
        "alias-aaaa": "AAAA",
    }
    assert {record["zoneId"] for record in records.values()} == {"Z0123456789ABCDEFGHIJ"}
    target = named.state[named.one("aws:cloudfront/distribution:Distribution").urn]["domainName"]
    assert records["alias-a"]["aliases"][0]["name"] == target


def test_every_input_is_known_and_every_type_has_rights(named: Evaluation) -> None:
    assert [problem for resource in named.resources for problem in problems(resource)] == []
    assert {r.type for r in named.resources if r.custom} <= set(github_rights.covered())


@pytest.mark.parametrize(
    ("values", "explains"),
    [
        ({"film-studio:domain": "studio.example.org"}, r"domain is .*hostedZoneId is missing in stack 'dev'"),
        ({"film-studio:hostedZoneId": "Z0123456789"}, r"domain is missing in stack 'dev'"),
        ({"film-studio:domain": "https://studio.example.org/"}, r"domain is .*without https://"),
        (
            {**CHOSEN, "film-studio:hostedZoneId": "example.org"},
            r"hostedZoneId is 'example.org'; it takes the id of a zone",
        ),
    ],
)
def test_half_a_domain_is_refused_with_the_fix(values: dict[str, str], explains: str) -> None:
    with pytest.raises(ValueError, match=explains):
        evaluate_stack("dev", overrides=values)
