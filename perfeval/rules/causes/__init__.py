"""Why figures disagree: the identities that failed, the slips that explain them, what they share."""
