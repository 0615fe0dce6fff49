"""The tree of codes as a value: who is above and below whom. Pure; one is built per request."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Node:
    """What the tree needs to know of a code."""

    id: uuid.UUID
    parent: uuid.UUID | None
    name: str


@dataclass(frozen=True)
class CodeTree:
    """A project's codes. Retired ones stay in it: what was coded with them keeps its names."""

    nodes: Mapping[uuid.UUID, Node]
    _children: Mapping[uuid.UUID | None, tuple[uuid.UUID, ...]] = field(repr=False)

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> CodeTree:
        """The tree of these nodes. Raises ValueError for a parent that is not among them or for a circle."""
        by_id = {node.id: node for node in nodes}
        children: dict[uuid.UUID | None, list[uuid.UUID]] = {}
        for node in by_id.values():
            if node.parent is not None and node.parent not in by_id:
                raise ValueError(f"The parent of {node.name} is not in the codebook.")
            children.setdefault(node.parent, []).append(node.id)
        tree = cls(MappingProxyType(by_id), {parent: tuple(ids) for parent, ids in children.items()})
        if len(tree._reachable(None)) != len(by_id):
            raise ValueError("The codebook has a circle.")
        return tree

    def category(self, code: uuid.UUID) -> Node:
        """The top-level code above `code`, or itself."""
        node = self.nodes[code]
        while node.parent is not None:
            node = self.nodes[node.parent]
        return node

    def subtree(self, code: uuid.UUID) -> set[uuid.UUID]:
        """`code` and everything below it."""
        return {code, *self._reachable(code)}

    def may_move(self, code: uuid.UUID, parent: uuid.UUID | None) -> bool:
        """Whether `code` can hang under `parent` without a circle."""
        return parent is None or parent not in self.subtree(code)

    def _reachable(self, start: uuid.UUID | None) -> list[uuid.UUID]:
        found: list[uuid.UUID] = []
        waiting = list(self._children.get(start, ()))
        while waiting:
            code = waiting.pop()
            found.append(code)
            waiting.extend(self._children.get(code, ()))
        return found
