"""Everything that makes a shot's picture: one package a renderer, all filling the same slot of the film."""
