"""The post-production engine: timeline, music, mix, subtitles, deliverables."""
