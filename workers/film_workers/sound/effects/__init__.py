"""The film's sounds besides speech and music: places that go on, and what happens at a moment."""
