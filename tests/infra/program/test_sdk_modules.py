"""A service of the AWS SDK that is loaded on demand is the service, only sooner."""

import json
import subprocess
import sys

from tools.program.evaluate import ROOT

SERVICES = ("sqs", "s3", "ecs", "lambda_", "wafv2")


def fresh(program: str) -> str:
    """What a program says in a process that has not loaded the SDK."""
    command = [sys.executable, "-P", "-W", "ignore", "-"]
    done = subprocess.run(command, input=program.encode(), cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


ON_DEMAND = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "from tools.program import sdk_modules; sdk_modules.load_on_demand()\n"
)


def test_only_what_a_program_names_is_loaded() -> None:
    loaded = fresh(
        ON_DEMAND + "import pulumi_aws as aws\n"
        "assert aws.sqs.Queue.__name__ == 'Queue' and aws.sqs.PolicyDocumentArgs.__name__ == 'PolicyDocumentArgs'\n"
        "print(*(name for name in sys.modules if name.startswith('pulumi_aws.sqs')))"
    ).split()
    assert "pulumi_aws.sqs.queue" in loaded
    assert "pulumi_aws.sqs.get_queues" not in loaded


def test_every_name_of_a_service_is_found() -> None:
    public = "sorted(name for name in vars(aws.{0}) if not name.startswith('_'))"
    listed = ", ".join(f"{service!r}: {public.format(service)}" for service in SERVICES)
    whole = json.loads(
        fresh(
            "import json, pulumi_aws as aws\n"
            "aws.sqs.Queue; aws.s3.Bucket; aws.ecs.Cluster; aws.lambda_.Function; aws.wafv2.WebAcl\n"
            f"print(json.dumps({{{listed}}}))"
        )
    )
    found = json.loads(
        fresh(
            ON_DEMAND + f"import json, pulumi_aws as aws\nnames = {whole!r}\n"
            "print(json.dumps({service: [name for name in each if hasattr(getattr(aws, service), name)]"
            " for service, each in names.items()}))"
        )
    )
    assert all(len(names) > 5 for names in whole.values())
    assert found == whole


def test_a_name_that_a_service_does_not_have_is_missing_as_before() -> None:
    said = fresh(
        ON_DEMAND + "import pulumi_aws as aws\n"
        "try: aws.sqs.Topic\nexcept AttributeError as error: print(error)\n"
        "print(aws.sqs.Queue.__name__)"
    ).splitlines()
    assert said == ["module 'pulumi_aws.sqs' has no attribute 'Topic'", "Queue"]


def test_a_service_that_many_threads_look_at_first_is_there_for_all_of_them() -> None:
    """As where a stand-in answers for many resources at once: the SDK's own lazy modules are not."""
    said = fresh(
        ON_DEMAND + "import pulumi_aws as aws, threading\n"
        "sdk_modules.ready_for_threads()\n"
        "assert 'pulumi_aws.sqs.queue' not in sys.modules\n"
        "sys.setswitchinterval(1e-6)\n"
        "found = []\n"
        "def look(service, name): found.append(getattr(service, name, None))\n"
        "for service, name in ((aws.sqs, 'Queue'), (aws.ecr, 'Repository'), (aws.s3, 'Bucket'), (aws.kms, 'Key')):\n"
        "    looking = [threading.Thread(target=look, args=(service, name)) for _ in range(24)]\n"
        "    for each in looking: each.start()\n"
        "    for each in looking: each.join()\n"
        "print(len(found), found.count(None))"
    )
    assert said.split() == ["96", "0"]


def test_what_many_threads_ask_the_sdk_at_once_is_known_to_all_of_them_though_it_was_loaded_before() -> None:
    """As where a stand-in is served in a process that has evaluated a program: the SDK's lazy modules lose a race."""
    said = fresh(
        "import sys, threading, pulumi_aws\n"
        "from tools.program.sdk_schema import output_types\n"
        "sys.setswitchinterval(1e-6)\n"
        "found = []\n"
        "def look(kind):\n"
        "    try: found.append(len(output_types(kind)))\n"
        "    except AttributeError: found.append(None)\n"
        "for kind in ('sqs/queue:Queue', 'ecr/repository:Repository', 'sns/topic:Topic', 'kms/key:Key'):\n"
        "    looking = [threading.Thread(target=look, args=('aws:' + kind,)) for _ in range(24)]\n"
        "    for each in looking: each.start()\n"
        "    for each in looking: each.join()\n"
        "print(len(found), found.count(None), found.count(0))"
    )
    assert said.split() == ["96", "0", "0"]
