"""The tests of wscli, and the checks around them: `python3 -m tests` runs all."""
