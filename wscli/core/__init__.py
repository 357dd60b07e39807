"""The vocabulary everything else speaks: frames, events, targets, errors."""
