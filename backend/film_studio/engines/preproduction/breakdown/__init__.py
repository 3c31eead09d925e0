"""Elements of scenes, tagged by rules and confirmed by people; story days; what does not go together."""
