"""My Tokens: named values on folders and programs. Nodes below inherit them, unless a nearer node redefines one."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from mercat.domain.assets import tree
from mercat.model.assets import Area, MyToken, Ref, TokenType, key_of
from mercat.model.refusals import MalformedDate, Missing, NotFound, TooLong, TooMany, WrongFolder, WrongType
from mercat.store.assets import my_tokens, tree_nodes
from mercat.store.tx import Tx

NAME_LENGTH: Final = 50
TEXT_LENGTH: Final = 524_288
MEMORY: Final = "my_tokens"
CACHED_NODES: Final = 1_000
CACHED_CHARACTERS: Final = 4_000_000
TOKENS: Final = 1_000  # of one folder or program
SCORE_MIN: Final = -(2**31)
SCORE_MAX: Final = 2**31 - 1

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,20}", re.ASCII)
NUMBER_LENGTH: Final = 40


def local(tx: Tx, owner: Ref) -> list[MyToken]:
    """The tokens that are defined on a node itself; none if there is no such node."""
    return my_tokens.of_node(tx, owner)


def define(tx: Tx, owner: Ref, name: str, type: TokenType, value: str) -> MyToken:
    """Create a token, or replace the type and value of the one with this name.

    Raises ParentNotFound, WrongFolder, Missing, TooLong, WrongType, MalformedDate, TooMany.
    """
    node = tree.get_parent(tx, owner)
    if node.area is not Area.MARKETING:
        raise WrongFolder
    name = name.strip()
    if not name:
        raise Missing("name")
    if len(name) > NAME_LENGTH:
        raise TooLong("name", NAME_LENGTH)
    token = MyToken(name, type, _checked(type, value))
    if my_tokens.find(tx, owner, name) is None and my_tokens.count(tx, owner) >= TOKENS:
        raise TooMany("tokens", TOKENS)
    my_tokens.save(tx, owner, token)
    tree_nodes.touch(tx, owner)
    tx.invalidate(MEMORY)
    return token


def delete(tx: Tx, owner: Ref, name: str, type: TokenType) -> None:
    """Delete a node's own token. Raises ParentNotFound, NotFound."""
    tree.get_parent(tx, owner)
    token = my_tokens.find(tx, owner, name)
    if token is None or token.type is not type:
        raise NotFound("Token")
    my_tokens.delete(tx, owner, name)
    tree_nodes.touch(tx, owner)
    tx.invalidate(MEMORY)


def seen(tx: Tx, owner: Ref) -> Mapping[str, MyToken]:
    """The tokens of a node by their `key_of` name: its own and the inherited ones, of each name the nearest."""
    return tx.cached(MEMORY, _TokenCache).get(tx, owner)


class Origin(msgspec.Struct, frozen=True):
    """A token of a node: the path of the node that defines it, and the tokens of its name further up that it hides."""

    token: MyToken
    owner: Ref
    path: str
    hides: tuple[tuple[str, MyToken], ...] = ()


def origins(tx: Tx, owner: Ref) -> list[Origin]:
    """The origin of each token of a node, by name."""
    by_key: dict[str, Origin] = {}
    path = ""
    for ref, name in reversed(tree_nodes.ancestors(tx, owner)):
        path += f"/{name}"
        for token in my_tokens.of_node(tx, ref):
            ancestor = by_key.get(key_of(token.name))
            hides = ((ancestor.path, ancestor.token), *ancestor.hides) if ancestor else ()
            by_key[key_of(token.name)] = Origin(token, ref, path, hides)
    return [by_key[name] for name in sorted(by_key)]


def find(tx: Tx, owner: Ref, name: str) -> MyToken | None:
    """A node's own token with this name, in any case, or None."""
    return my_tokens.find(tx, owner, name)


class _TokenCache:
    """The tokens of each node, cached on first use. Nodes never move, so only changed tokens invalidate the cache."""

    def __init__(self, tx: Tx) -> None:
        self._seen: dict[Ref, Mapping[str, MyToken]] = {}
        self._characters = 0

    def get(self, tx: Tx, owner: Ref) -> Mapping[str, MyToken]:
        """The tokens of a node, its own and inherited ones."""
        tokens = self._seen.get(owner)
        if tokens is None:
            ancestors = [ref for ref, _ in tree_nodes.ancestors(tx, owner)]
            tokens = {key_of(token.name): token for ref in reversed(ancestors) for token in my_tokens.of_node(tx, ref)}
            if ancestors:  # a node that does not exist yet is not cached
                self._keep(owner, tokens)
        return tokens

    def _keep(self, owner: Ref, tokens: Mapping[str, MyToken]) -> None:
        characters = sum(len(token.value) for token in tokens.values())
        if self._characters + characters > CACHED_CHARACTERS or len(self._seen) >= CACHED_NODES:
            self._seen, self._characters = {}, 0
        if characters <= CACHED_CHARACTERS:
            self._seen[owner] = tokens
            self._characters += characters


def _checked(type: TokenType, value: str) -> str:
    match type:
        case TokenType.DATE:
            return _date(value.strip())
        case TokenType.NUMBER:
            text = value.strip()
            if len(text) > NUMBER_LENGTH or not _NUMBER.fullmatch(text):
                raise WrongType("value", value[:255], "number")
            return text
        case TokenType.SCORE:
            text = value.strip()
            if not _INTEGER.fullmatch(text) or not SCORE_MIN <= int(text) <= SCORE_MAX:
                raise WrongType("value", value[:255], "score")
            return text
        case TokenType.TEXT | TokenType.RICH_TEXT | TokenType.SFDC_CAMPAIGN:
            if len(value) > TEXT_LENGTH:
                raise TooLong("value", TEXT_LENGTH)
            return value


def _date(text: str) -> str:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise MalformedDate("value", text[:255])
