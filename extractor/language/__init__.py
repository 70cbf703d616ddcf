"""Chinese as it stands in these documents: numerals, units, quantities, words."""
