"""Query parameters that several endpoints take.

A value that does not fit ends the handshake with HTTP 403, as any invalid one does.
"""

from typing import Annotated

from fastapi import Query

Interval = Annotated[float, Query(ge=0.001, le=86_400)]
"""Seconds between two messages."""

Delay = Annotated[float, Query(ge=0, le=86_400)]
"""Seconds before an answer."""
