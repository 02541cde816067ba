"""Dates and times of the German pages, where Django's own differ from the English ones in more than words."""

DATETIME_FORMAT = "j. F Y, H:i"
