"""Reading a store: lists, one report in full, statistics, exports."""
