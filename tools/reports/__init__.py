"""What the program means, in words, numbers and pictures: cost, preview, diagram, simulation."""
