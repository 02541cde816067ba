"""What the pages about all three domains show."""


def stranger_home(viewer):
    return {}


def member_home(viewer, cursor):
    return {}


def near(viewer, data):
    return {}
