"""The logic between filters: all, any, or a text such as `1 and (2 or 3)` of their numbers.

A text names every filter. Where `and` and `or` meet, parentheses say which of them goes first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

from mercat.model.refusals import RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.model.smart_lists import SmartListRules

LENGTH: Final = 1_000  # characters of a text
DEPTH: Final = 20  # parentheses inside one another
_TOKEN: Final = re.compile(r"\s*((?:\d{1,3}|and|or)(?!\w)|[()])", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A filter by its number, or several parts joined by `and` or by `or`."""

    number: int = 0
    joined_by: str = ""
    parts: tuple["Node", ...] = ()

    def choose(self, passing: Sequence[set[int]]) -> set[int]:
        """The ids that pass, from those that pass each filter."""
        if self.number:
            return passing[self.number - 1]
        return reduce(and_ if self.joined_by == "and" else or_, [part.choose(passing) for part in self.parts])

    def numbers(self) -> set[int]:
        """The filters that are named."""
        return {self.number} if self.number else set[int]().union(*(part.numbers() for part in self.parts))


def node_of(rules: SmartListRules) -> Node | None:
    """The logic of rules; None without a filter, when everybody passes. Raises RuleBroken, TooLong."""
    if not rules.filters:
        return None
    if rules.match != "advanced":
        numbers = tuple(Node(number) for number in range(1, len(rules.filters) + 1))
        return Node(joined_by="and" if rules.match == "all" else "or", parts=numbers)
    node = parse(rules.logic)
    if node.numbers() != set(range(1, len(rules.filters) + 1)):
        raise RuleBroken(Rule.FILTER_LOGIC_INCOMPLETE, count=len(rules.filters))
    return node


def parse(text: str) -> Node:
    """The tree of a text. Raises RuleBroken, TooLong."""
    if len(text) > LENGTH:
        raise TooLong("logic", LENGTH)
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        fits = _TOKEN.match(text, position)
        if fits is None:
            raise RuleBroken(Rule.FILTER_LOGIC_MALFORMED, text=text)
        tokens.append(fits[1].lower())
        position = fits.end()
    parser = _Parser(text, tokens)
    node = parser.joined(DEPTH)
    if parser.tokens:
        raise parser.malformed()
    return node


class _Parser:
    """Takes tokens from the front."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens = text, tokens

    def malformed(self) -> RuleBroken:
        """Why the text is not understood."""
        return RuleBroken(Rule.FILTER_LOGIC_MALFORMED, text=self.text)

    def joined(self, depth: int) -> Node:
        """Parts that one word joins."""
        parts, words = [self.part(depth)], set[str]()
        while self.tokens and self.tokens[0] in ("and", "or"):
            words.add(self.tokens.pop(0))
            parts.append(self.part(depth))
        if len(words) > 1:
            raise RuleBroken(Rule.FILTER_LOGIC_AMBIGUOUS)
        return Node(joined_by=words.pop(), parts=tuple(parts)) if words else parts[0]

    def part(self, depth: int) -> Node:
        """A number, or what stands in parentheses."""
        first = self.tokens.pop(0) if self.tokens else ""
        if first.isdigit() and int(first) > 0:
            return Node(int(first))
        if first != "(" or depth == 0:
            raise self.malformed()
        node = self.joined(depth - 1)
        if not self.tokens or self.tokens.pop(0) != ")":
            raise self.malformed()
        return node
