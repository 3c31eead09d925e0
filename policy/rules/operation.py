"""Rules of what watches a stack and acts on it: logs with an end, functions that nobody else may call."""

import re
from collections.abc import Iterator
from typing import Final

from .model import Graph, Resource, containers, listed, rule, section

TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION: Final = "aws:lambda/function:Function"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LONGEST_LOG_DAYS: Final = 400


@rule("operation", "Logs are kept for a while, and what writes them has a group that says so.")
def logs_end(graph: Graph) -> Iterator[tuple[Resource, str]]:
    kept: set[str] = set()
    for group in graph.of(LOG_GROUP):
        days = group.inputs.get("retentionInDays") or 0
        if not 0 < days <= LONGEST_LOG_DAYS:
            yield group, "keeps its logs for ever: set retentionInDays."
        kept.add(str(group.inputs.get("name")))
    for definition in graph.of(TASK):
        for container in containers(definition):
            options = section(container, "logConfiguration", "options")
            if options.get("awslogs-group") not in kept:
                yield definition, "logs nowhere, or to a group that nothing ends: give it a log group of the stack."
    for database in graph.of("aws:rds/instance:Instance"):
        for log in listed(database.inputs.get("enabledCloudwatchLogsExports")):
            name = f"/aws/rds/instance/{database.inputs.get('identifier')}/{log}"
            if name not in kept:
                yield database, f"exports its {log} log to a group that RDS keeps for ever: make {name} with an end."
    for function in graph.of(FUNCTION):
        named = (
            section(function.inputs, "loggingConfig").get("logGroup") or f"/aws/lambda/{function.inputs.get('name')}"
        )
        if named not in kept:
            yield function, f"logs to a group that Lambda keeps for ever: make {named} with an end."


@rule("operation", "Functions run on a runtime that gets security fixes.", on=FUNCTION)
def functions_current(function: Resource, _stage: str) -> Iterator[str]:
    runtime = str(function.inputs.get("runtime", ""))
    found = re.fullmatch(r"python3\.(\d+)", runtime)
    if found and int(found[1]) < 12:
        yield f"runs on {runtime}, whose support ends: use python3.13."


@rule("operation", "No function is a door of its own.", on="aws:lambda/functionUrl:FunctionUrl")
def no_public_functions(url: Resource, _stage: str) -> Iterator[str]:
    if url.inputs.get("authorizationType") != "AWS_IAM":
        yield "lets everybody call the function: set authorizationType to AWS_IAM."
