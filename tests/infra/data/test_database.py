"""The database: private, encrypted, of its stage's size, in subnets without a way out."""

from tools.program.evaluate import Evaluation


def test_the_database_is_encrypted_private_and_logs_in_with_tokens(stack: Evaluation) -> None:
    database = stack.one("aws:rds/instance:Instance", "database").inputs
    assert database["engine"] == "postgres"
    assert database["engineVersion"] == "18"
    assert database["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert database["storageEncrypted"] is True
    assert database["publiclyAccessible"] is False
    assert database["iamDatabaseAuthenticationEnabled"] is True
    assert database["manageMasterUserPassword"] is True
    assert "password" not in database
    assert database["dbName"] == "film_studio"
    assert database["username"] == "film_studio_owner"
    parameters = stack.one("aws:rds/parameterGroup:ParameterGroup", "database").inputs
    assert [(item["name"], item["value"]) for item in parameters["parameters"]] == [("rds.force_ssl", "1")]


def test_the_database_has_its_stages_size(dev: Evaluation, production: Evaluation) -> None:
    small = dev.one("aws:rds/instance:Instance").inputs
    assert (small["instanceClass"], small["allocatedStorage"], small["multiAz"]) == ("db.t4g.micro", 20, False)
    large = production.one("aws:rds/instance:Instance").inputs
    assert (large["instanceClass"], large["allocatedStorage"], large["multiAz"]) == ("db.t4g.medium", 50, True)
    assert (large["maxAllocatedStorage"], large["backupRetentionPeriod"]) == (200, 14)


def test_the_database_lives_in_subnets_without_a_way_out(stack: Evaluation) -> None:
    vpc = stack.one("awsx:ec2:Vpc")
    subnets = stack.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]
    assert subnets == stack.state[vpc.urn]["isolatedSubnetIds"]
    assert len(subnets) >= 2
