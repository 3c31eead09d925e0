"""The API: engines, their flows, and what they stand on."""

import gc

# Loading makes half a million objects that stay. By Python's own thresholds the collector would go through them again
# and again, a quarter of what a start takes; so rarely, it still comes before garbage weighs some ten megabytes.
gc.set_threshold(50_000, 20, 20)
