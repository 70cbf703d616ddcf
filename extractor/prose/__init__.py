"""Running text to records: outline, clauses, figures and what they are figures of."""
