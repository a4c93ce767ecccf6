"""What leaves the program: route sheets on paper, calendars, tables, tracks and layers, each for those who may."""
