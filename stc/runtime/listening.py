"""A session that remembers what was said through it: many questions share one run, and one ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stc.models import Call, Reply, Session


class Listening:
    """Ask through a session, and keep the replies of these asks alone."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.replies: list[Reply] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls made for the replies."""
        return tuple(reply.call for reply in self.replies)

    def call(self, *arguments: Any, **config: Any) -> Reply:
        reply = self._session.call(*arguments, **config)
        self.replies.append(reply)
        return reply
