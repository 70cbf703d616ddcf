"""Tables to records, by what their headers and row labels say."""
