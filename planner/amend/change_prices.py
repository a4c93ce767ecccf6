"""What changing a published week costs, in worth (1 is an ordinary visit): no good week is turned over for little."""

from planner.terms import travel

MOVED = 0.3
"""A stop that another pair makes, or that is made on another day: people may count on who comes, and when."""
RETIMED = 0.1
"""A stop that begins at another time."""
DROPPED = 0.3
"""A stop that gives way to another one, beside what it is worth."""
ADDED = 0.05
"""A stop more in time that has become free."""
CREW = 1.0
"""A shift in which others go out than were told to."""
SLACK = 0.003
"""A minute of the reserved slack."""
WAY = -travel.WEIGHT
"""A minute under way."""
