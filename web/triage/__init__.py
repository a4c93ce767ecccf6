"""The staff's side of tips: what has come in, what is near, what is decided, and what its reporter is told."""
