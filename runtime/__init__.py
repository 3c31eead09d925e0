"""What both images run on: settings from the environment, logs, AWS clients, and what both do with S3 and SQS."""
