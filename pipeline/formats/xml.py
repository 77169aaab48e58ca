"""XML as nodes that know their lines, read by defusedxml: no entities of its own, nothing fetched, bounded depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from pipeline.errors import FormatError

MAX_DEPTH = 200
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class Node:
    """An element: `tag` and attribute names without their namespaces' prefixes, `ns` the tag's namespace.

    `children` holds text and elements in document order.
    """

    tag: str
    ns: str
    attributes: dict[str, str]  # `{namespace}local` for qualified names, plain for others
    line: int
    children: list[Node | str] = field(default_factory=list)

    def get(self, local: str, ns: str = "") -> str:
        """The attribute's value, empty when missing."""
        return self.attributes.get(f"{{{ns}}}{local}" if ns else local, "")

    def nodes(self) -> Iterator[Node]:
        """Child elements in order."""
        return (child for child in self.children if isinstance(child, Node))

    def find(self, tag: str) -> Node | None:
        """The first descendant of this name, in document order."""
        for child in self.nodes():
            if child.tag == tag:
                return child
            deeper = child.find(tag)
            if deeper is not None:
                return deeper
        return None

    def all(self, tag: str) -> Iterator[Node]:
        """Every descendant of this name, in document order."""
        for child in self.nodes():
            if child.tag == tag:
                yield child
            yield from child.all(tag)

    def text(self) -> str:
        """All text inside, in order."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse(text: str, *, name: str = "") -> Node:
    """The root element of an XML text. Raises FormatError with the line of the first fault or of a declaration.

    defusedxml reads: entities are refused where they are declared, an outside DTD is named but never fetched.
    """
    parser = create_parser(namespaceHandling=True, forbid_entities=True, forbid_external=False)
    parser.setFeature(feature_external_ges, False)
    tree = _Tree(name)
    parser.setContentHandler(tree)
    try:
        parser.feed(_without_declared_encoding(text).encode("utf-8", "replace"))
        parser.close()
    except DefusedXmlException:
        where = f"{name}:{parser.getLineNumber()}"
        raise FormatError("an XML document with declarations of its own is refused", where=where) from None
    except SAXParseException as error:
        where = f"{name}:{error.getLineNumber()}"
        raise FormatError(f"not well-formed XML: {error.getMessage()}", where=where) from None
    return next(tree.root.nodes())


class _Tree(ContentHandler):
    """Nodes as the reader comes by them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.root = Node("", "", {}, 0)
        self._stack = [self.root]
        self._name = name
        self._line: Callable[[], int] = int

    def setDocumentLocator(self, locator: Locator) -> None:
        self._line = locator.getLineNumber  # type: ignore[assignment]  # None only before anything is read

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        if len(self._stack) > MAX_DEPTH:
            raise FormatError(f"elements nested more than {MAX_DEPTH} deep", where=f"{self._name}:{self._line()}")
        named = {f"{{{ns}}}{local}" if ns else local: value for (ns, local), value in attrs.items()}
        node = Node(name[1], name[0] or "", named, self._line())
        self._stack[-1].children.append(node)
        self._stack.append(node)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._stack.pop()

    def characters(self, content: str) -> None:
        self._stack[-1].children.append(content)

    def skippedEntity(self, name: str) -> None:
        raise FormatError("an XML document with entities of its own is refused", where=f"{self._name}:{self._line()}")


def _without_declared_encoding(text: str) -> str:
    """The text is decoded already: what its first line says about bytes no longer holds."""
    if text.startswith("<?xml"):
        head, mark, rest = text.partition("?>")
        if mark and len(head) < 200:
            return "\n" * head.count("\n") + rest
    return text


def escape(text: str) -> str:
    """Text for element content.

    >>> escape("a < b & c")
    'a &lt; b &amp; c'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """An attribute's value with its quotes.

    >>> quoted('say "hi" & go')
    '"say &quot;hi&quot; &amp; go"'
    """
    return '"' + escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'
