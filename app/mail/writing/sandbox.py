"""What the secretariat may write in a mail's text besides words: names of facts, "if" and "for", and nothing else.

A text is a template of Jinja in its sandbox, and much less than the sandbox lets through: the tree is read first, and
only the few shapes below are allowed. So there is nothing to call, no attribute to reach, no way to build a large
text out of a small one, and a fault is found by its line before anything is rendered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain import N_

LONGEST = 20_000
LONGEST_RESULT = 100_000
FILTERS = ("join", "length", "lower", "upper")
LOOP = ("first", "index", "last")
_SHAPES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Getattr,
)

NOT_READABLE = N_("Linjen kan ikke læses. Tjek, at hver krøllet parentes er lukket, og at “if” og “for” slutter.")
UNKNOWN_NAME = N_("“%(name)s” er ikke et af de navne, teksten kan bruge.")
NOT_ALLOWED = N_("Her kan kun stå navnene, “if” og “for”.")
TOO_LONG = N_("Teksten er for lang.")


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in a line (the first is 1); `sentence` has its placeholder filled by `name`."""

    line: int
    sentence: str
    name: str = ""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests.clear()
    return environment


_ENVIRONMENT = _environment()


def faults(source: str, names: Collection[str]) -> list[Fault]:
    """Everything that is wrong with a text that may use these names, in the order of the lines; nothing is rendered."""
    if len(source) > LONGEST:
        return [Fault(1, TOO_LONG)]
    try:
        tree = _ENVIRONMENT.parse(source)
        return sorted(set(_wrong(tree, frozenset(names), depth=0)))
    except TemplateSyntaxError as error:
        return [Fault(error.lineno, NOT_READABLE)]
    except RecursionError:
        return [Fault(1, NOT_READABLE)]


def render(source: str, values: Mapping[str, object]) -> str:
    """The text with its facts, each a string or a list of them: so nothing that was let through can fail here.

    Raises SecurityError for a text that `faults` would not let through.
    """
    if faults(source, values.keys()):
        raise SecurityError("a text that was not checked")
    parts, length = [], 0
    words = {
        name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in values.items()
    }
    for part in _ENVIRONMENT.from_string(source).generate(words):
        parts.append(part)
        length += len(part)
        if length > LONGEST_RESULT:
            raise SecurityError("a text that grows too large")
    return "".join(parts)


def _wrong(node: nodes.Node, names: frozenset[str], *, depth: int) -> Iterator[Fault]:
    line = node.lineno
    if isinstance(node, nodes.Name) and node.name not in names:
        yield Fault(line, UNKNOWN_NAME, node.name)
        return
    if not isinstance(node, _SHAPES) or not _is_plain(node, depth):
        yield Fault(line, NOT_ALLOWED)
        return
    if isinstance(node, nodes.Getattr):
        return
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from _wrong(node.iter, names, depth=depth)
        for child in [*node.body, *node.else_]:
            yield from _wrong(child, names | {node.target.name}, depth=depth + 1)
        return
    for child in node.iter_child_nodes():
        yield from _wrong(child, names, depth=depth)


def _is_plain(node: nodes.Node, depth: int) -> bool:
    """Loops go over one list and do not stand in each other; filters are the few that make nothing large."""
    if isinstance(node, nodes.For):
        over_a_name = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
        return over_a_name and depth == 0 and not node.recursive and node.test is None
    if isinstance(node, nodes.Filter):
        return _is_plain_filter(node)
    if isinstance(node, nodes.Getattr):
        return depth > 0 and isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in LOOP
    return not isinstance(node, nodes.Operand) or node.op in ("eq", "ne")


def _is_plain_filter(node: nodes.Filter) -> bool:
    """On a name, and with nothing but what stands between the joined."""
    bare = not node.kwargs and node.dyn_args is None and node.dyn_kwargs is None
    between = [isinstance(one, nodes.Const) and isinstance(one.value, str) for one in node.args]
    return (
        bare
        and node.name in FILTERS
        and isinstance(node.node, nodes.Name)
        and (between == [] or (node.name == "join" and between == [True]))
    )
