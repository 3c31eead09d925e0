"""What crosses engines: an uploaded revision, a production, erasure, and what runs in the background."""
