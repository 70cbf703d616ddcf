"""Thousands of files into a store: walked, verified by worker processes, written by one writer."""
