"""Jobs that survive: what people ask for and see, and the durable engine that does it; nothing outside knows it."""
