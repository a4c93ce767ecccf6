"""WHO AND WHEN: from one week's request to one week's plan. Pure: no clock, network, database or Flask."""
