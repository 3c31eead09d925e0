"""The function that stops the GPU groups when the budget is spent; `handler.py` alone is deployed."""
