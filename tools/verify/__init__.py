"""Holds the program against its promises: proofs over the graph, planted mistakes, the audit."""
