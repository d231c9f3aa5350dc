"""Templates settled for a language: whatever only the language decides is written down when a template is first used.

Half the nodes of a page say the same to everybody who reads that language: words, icons, addresses of static files,
chips with fixed words. The loader keeps a template for each language, in which these nodes are text already, and
neighbouring texts are one. Nothing of a request can get in: a node is settled only when all it is given are literals.

A tag of ours is settled with them when it is declared `by_words_alone`. Of an address with an id only the shape is
settled: see `addresses.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.template import Context
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    TokenType,
    Variable,
    VariableNode,
)
from django.template.defaulttags import AutoEscapeControlNode, CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

from alongside.faces.ui.addresses import AddressNode

F = TypeVar("F", bound=Callable[..., Any])
BY_WORDS_ALONE = "by_words_alone"


def by_words_alone(tag: F) -> F:
    """Declare that a tag draws the same for the same words in the same language, whoever asks, whenever."""
    setattr(tag, BY_WORDS_ALONE, True)
    return tag


class Loader(cached.Loader):
    """Django's cached loader, with a settled copy of each template for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{super().cache_key(template_name, skip)}@{get_language()}"

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template: Template = super().get_template(template_name, skip)
        if not is_known:
            context = Context()
            with context.bind_template(template):
                settle(template.nodelist, context)
        return template


def settle(nodes: NodeList, context: Context) -> None:
    """Make text of the nodes that the language alone decides, here and below, in place: partials share the lists."""
    settled: list[Node] = []
    for node in nodes:
        text = text_of(node, context)
        if text is None:
            _settle_below(node, context)
            if isinstance(node, URLNode) and has_settled_name(node):
                node = AddressNode.instead_of(node)
            settled.append(node)
        elif settled and isinstance(settled[-1], TextNode):
            settled[-1] = TextNode(settled[-1].s + text)
        elif text:
            settled.append(TextNode(text))
    nodes[:] = settled


def _settle_below(node: Node, context: Context) -> None:
    if isinstance(node, AutoEscapeControlNode):  # what is literal there would be written otherwise
        return
    lists = [getattr(node, name, None) for name in node.child_nodelists]
    lists += [below for _condition, below in getattr(node, "conditions_nodelists", ())]
    for below in lists:
        if isinstance(below, NodeList):
            settle(below, context)


def text_of(node: Node, context: Context) -> str | None:
    """What the node writes for everybody in this language; None when it depends on more."""
    if isinstance(node, TextNode):
        return str(node.s)
    if isinstance(node, CommentNode | LoadNode):
        return ""
    return str(node.render(context)) if is_settled(node) else None


def is_settled(node: Node) -> bool:
    """Whether all that the node is given are literals, and it keeps nothing for other nodes."""
    if isinstance(node, VariableNode):
        return is_literal(node.filter_expression)
    if isinstance(node, TranslateNode):
        return node.asvar is None and is_literal(node.filter_expression, node.message_context)
    if isinstance(node, BlockTranslateNode):
        plain = all(token.token_type == TokenType.TEXT for token in node.singular)
        return (
            plain
            and not (node.asvar or node.plural or node.extra_context)
            and is_literal(node.message_context)
        )
    if isinstance(node, StaticNode):
        return node.varname is None and is_literal(node.path)
    if isinstance(node, URLNode):
        return node.asvar is None and not (node.args or node.kwargs) and is_literal(node.view_name)
    if isinstance(node, SimpleNode):
        given = [*node.args, *node.kwargs.values()]
        return getattr(node.func, BY_WORDS_ALONE, False) and node.target_var is None and is_literal(*given)
    return False


def has_settled_name(node: URLNode) -> bool:
    """Whether the name of the page is written in the template, and its values have none."""
    return node.asvar is None and not node.kwargs and is_literal(node.view_name)


def is_literal(*expressions: FilterExpression | None) -> bool:
    """Whether each is words or a number as written in the template, without filters."""
    return all(
        one is None or (not one.filters and (not isinstance(one.var, Variable) or one.var.lookups is None))
        for one in expressions
    )
