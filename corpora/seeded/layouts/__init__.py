"""Layouts of the self-evaluation form (自评表), as data, and the blocks they are made of."""
