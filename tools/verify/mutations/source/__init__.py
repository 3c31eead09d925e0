"""Small mistakes in plain Python, one at a time, which the tests of the changed file's own area have to notice."""
