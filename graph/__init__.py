"""The record of what was extracted and its projection as a graph."""
