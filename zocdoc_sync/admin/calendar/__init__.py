"""The calendar: days and weeks, the day sheet, moving and booking from them, files and subscriptions."""
