"""A small XML reader that knows lines and refuses what can hurt: no entities of a document's own, bounded depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

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
    """The root element of an XML text. Raises FormatError with the line of the first fault or of a declaration."""
    root = Node("", "", {}, 0)
    stack = [root]
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise FormatError(f"elements nested more than {MAX_DEPTH} deep", where=f"{name}:{parser.CurrentLineNumber}")
        ns, _, local = tag.rpartition("}")
        named = {f"{{{key}" if "}" in key else key: value for key, value in attributes.items()}
        node = Node(local, ns, named, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(tag: str) -> None:
        stack.pop()

    def data(chunk: str) -> None:
        stack[-1].children.append(chunk)

    def doctype(root_name: str, system_id: str | None, public_id: str | None, has_subset: int) -> None:
        if has_subset:  # a bare reference to a DTD is never followed; what a document declares itself could be anything
            raise FormatError("an XML document with declarations of its own is refused", where=place())

    def entity(*parts: object) -> None:
        raise FormatError("an XML document with entities of its own is refused", where=place())

    def place() -> str:
        return f"{name}:{parser.CurrentLineNumber}"

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler, parser.SkippedEntityHandler = doctype, entity, entity
    try:
        parser.Parse(_without_declared_encoding(text).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise FormatError(
            f"not well-formed XML: {expat.ErrorString(error.code)}", where=f"{name}:{error.lineno}"
        ) from None
    return next(root.nodes())


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
