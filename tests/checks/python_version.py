"""Which Python the checks run on. Any Python 3 can read this file."""

OLDEST = (3, 11)


def refuse(version):
    """Returns what to say to a Python that is too old, and None to one that will do."""
    if version >= OLDEST:
        return None
    return (
        "wscli needs Python {}.{} or later, and this is Python {}.{}:"
        " run the tests with a newer one, such as `python3.13 -m tests`."
    ).format(*OLDEST, *version)
