"""The score: composed from the film's scenes, performed by synthesis, without a model."""
