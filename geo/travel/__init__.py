"""Travel times from place to place: one protocol, several providers."""
