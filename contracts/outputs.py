"""Stack outputs: the name of each, and who needs it. Standard library only."""

from collections.abc import Mapping
from typing import Final

#: `__main__.py` exports exactly these.
OUTPUTS: Final[Mapping[str, str]] = {
    "apiUrl": "The frontend build (NEXT_PUBLIC_API_URL), ./studio, people with curl.",
    "assetsBucket": "Operators.",
    "charactersBucket": "Operators.",
    "marketingBucket": "Operators.",
    "jobQueueUrl": "Operators, who look at what waits.",
    "videoQueueUrl": "Operators, who look at what waits.",
    "voiceQueueUrl": "Operators, who look at what waits.",
    "eventsQueueUrl": "Operators, who look at what waits.",
    "apiKeySecretArn": "Whoever fetches the first API key; ./studio.",
    "clusterName": "Operators: ECS Exec, logs, the migration task.",
    "apiServiceName": "Operators; deployment checks.",
    "migrationTaskDefinitionArn": "Whoever runs migrations: the laptop's cloud, the deploy workflow.",
    "databaseEndpoint": "Operators.",
    "renderers": "Film-makers and operators: which renderer takes the jobs of each queue.",
}

#: The stack that makes the roles of GitHub (setting `githubRoles`) exports these besides.
GITHUB_OUTPUTS: Final[Mapping[str, str]] = {
    "previewRoleArn": "The preview and drift workflows, as the variable AWS_PREVIEW_ROLE_ARN.",
    "deployRoleArns": "The deploy workflow, as each environment's variable AWS_DEPLOY_ROLE_ARN.",
}
