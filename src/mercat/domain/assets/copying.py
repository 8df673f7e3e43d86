"""Copying a program with all that the tree holds of it; assets of other engines are copied by theirs."""

from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.model.assets import Kind, Ref
from mercat.model.refusals import RuleBroken
from mercat.store import tree as nodes
from mercat.store.tx import Tx


def copy_program(tx: Tx, program_id: int, name: str) -> dict[Ref, Ref]:
    """A copy beside a program: its tags, dates, folders and My Tokens, not what it cost; which node became which.

    Raises NotFound, Missing, TooLong, AlreadyExists, RuleBroken (it holds programs, static lists or forms).
    """
    source = programs.get(tx, program_id)
    root = Ref(Kind.PROGRAM, program_id)
    folders = [ref for ref in nodes.below(tx, root, depth=tree.DEPTH) if ref != root]
    if any(ref.kind is Kind.PROGRAM for ref in folders):
        raise RuleBroken("Programs that hold programs cannot be cloned this way")
    if any(nodes.holds(tx, ref, "static_lists", "documents") for ref in (root, *folders)):
        raise RuleBroken("Programs with static lists or forms cannot be cloned this way")
    details = Details(source.description, tags=source.tags, start_ms=source.start_ms, end_ms=source.end_ms)
    copied = programs.create(tx, source.parent, name, source.type, source.channel, details)
    became = {root: Ref(Kind.PROGRAM, copied.id)}
    for node in nodes.get_all(tx, folders):  # the highest first
        assert node.parent is not None, node
        became[node.ref] = tree.create_folder(tx, became[node.parent], node.name, node.description).ref
        if node.is_archive:
            tree.update_folder(tx, became[node.ref], archived=True)
    for old, new in became.items():
        for token in my_tokens.local(tx, old):
            my_tokens.define(tx, new, token.name, token.type, token.value)
    return became
