"""WHERE: places, districts, calendars and travel times. Imports nothing of ``planner`` or ``web``."""
