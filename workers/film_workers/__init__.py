"""The worker: takes jobs from SQS, makes pictures, sound and films, and reports with events; knows no database."""
