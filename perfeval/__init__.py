"""Facts in, findings out: recomputation in intervals, rules, outputs."""
