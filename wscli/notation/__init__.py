"""The notation: one way to write down what happens on a connection."""
