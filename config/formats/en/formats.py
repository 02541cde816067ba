"""Dates and times of the English pages: one order and one clock everywhere, as meetups have them."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
MONTH_DAY_FORMAT = "j F"
WEEKDAY_FORMAT = "l j F"
WEEKDAY_TIME_FORMAT = "l j F, H:i"
FIRST_DAY_OF_WEEK = 1
"""Monday: English is read here by people of many countries, and most of them begin the week so."""
