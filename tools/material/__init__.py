"""Makes the studio's material: fetched by the package clients, checked by hash, made into what renderers read.

Standard library only: the worker's image makes it in a stage that has nothing else.
"""
