"""What can be set from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

SECRET_VARIABLE = "WSCLI_FIXTURES_JWT_SECRET"
SMALLEST_SECRET = 32
"""HS256 wants a key at least as long as its hash, in bytes (RFC 7518 section 3.2)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server.

    Attributes:
        jwt_secret: The key that signs and checks the tokens of `/auth/ws`. The
            default is public: it protects nothing, and is there for development.

    Raises:
        ValueError: If the secret is too short for HS256.
    """

    jwt_secret: str = field(
        default="the public development secret of wscli's fixture server", repr=False
    )

    def __post_init__(self) -> None:
        """Refuses a secret that is too short to sign with."""
        if (size := len(self.jwt_secret.encode())) < SMALLEST_SECRET:
            raise ValueError(
                f"{SECRET_VARIABLE} has {size} bytes, and HS256 needs at least "
                f"{SMALLEST_SECRET}: set a longer secret"
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Reads the settings from environment variables.

        Raises:
            ValueError: If the secret is too short for HS256.
        """
        secret = environment.get(SECRET_VARIABLE)
        return cls() if secret is None else cls(jwt_secret=secret)
