"""Email programs, which are locked by their approval. Nothing sends their email at the start date yet."""

from mercat.domain.asset_kinds import catalog
from mercat.domain.assets import programs, tree
from mercat.domain.segments import evaluation, smart_lists
from mercat.model.assets import LOCKED, UNLOCKED, AssetType, Kind, Program, ProgramType, Ref
from mercat.model.documents import DocumentFilter
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.store.assets import tree_nodes
from mercat.store.tx import Tx


def approve(tx: Tx, program_id: int) -> None:
    """Lock an email program. Raises NotFound, RuleBroken (its type, status, dates, smart list or email)."""
    program = _get(tx, program_id)
    if program.status == LOCKED:
        raise RuleBroken(Rule.PROGRAM_APPROVED_TWICE)
    if program.start_ms is None or program.end_ms is None:
        raise RuleBroken(Rule.PROGRAM_WITHOUT_DATES)
    if program.start_ms <= tx.now:
        raise RuleBroken(Rule.PROGRAM_START_PASSED)
    _check_smart_list(tx, program)
    _check_email(tx, program)
    programs.set_status(tx, program_id, LOCKED)


def unapprove(tx: Tx, program_id: int) -> None:
    """Unlock an approved email program. Raises NotFound, RuleBroken (its type or status)."""
    program = _get(tx, program_id)
    if program.status != LOCKED:
        raise RuleBroken(Rule.NOT_APPROVED, kind=programs.KIND)
    programs.set_status(tx, program_id, UNLOCKED)


def _get(tx: Tx, program_id: int) -> Program:
    program = programs.get(tx, program_id)
    if program.type is not ProgramType.EMAIL:
        raise RuleBroken(Rule.PROGRAM_NOT_EMAIL)
    return program


def _check_smart_list(tx: Tx, program: Program) -> None:
    one = smart_lists.of_program(tx, program.id)
    rules = smart_lists.rules_of(one) if one else None
    if rules is None or not rules.filters:
        raise RuleBroken(Rule.PROGRAM_WITHOUT_SMART_LIST)
    evaluation.check(tx, rules)


def _check_email(tx: Tx, program: Program) -> None:
    """Refuse a program that has no approved email, in itself or in a folder of it."""
    approved = (
        catalog.KIND_OF[type].browse(tx, DocumentFilter(("approved",), parent=place), offset=0, limit=1)
        for place in tree_nodes.descendants(tx, Ref(Kind.PROGRAM, program.id), depth=tree.DEPTH)
        for type in (AssetType.EMAIL, AssetType.DESIGNER_EMAIL)
    )
    if not any(approved):
        raise RuleBroken(Rule.PROGRAM_WITHOUT_EMAIL)
