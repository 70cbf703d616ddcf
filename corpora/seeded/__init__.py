"""Documents made from a seed: reports and forms that agree with themselves, their gold, planted errors."""
