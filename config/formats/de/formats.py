"""Dates and times of the German pages, where Django's own differ from the English ones in more than words."""

DATETIME_FORMAT = "j. F Y, H:i"
WEEKDAY_FORMAT = "l, j. F"
WEEKDAY_TIME_FORMAT = r"l, j. F, H:i \U\h\r"
