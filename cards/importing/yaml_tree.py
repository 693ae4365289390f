"""A YAML file's text turned into a tree of plain values."""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from cards.importing.records import NULL, NUMBER, TRUE_OR_FALSE, Plain, Value, shortened
from cards.importing.tree import MAX_TEXT, Fault, Path, Tree, UnreadableError

# A line that begins so tells YAML how to read what follows. No card needs one.
DIRECTIVE = re.compile(r"^%", re.MULTILINE)
# Longer ones are no number or date that a card has, and slow to work out.
MAX_PLAIN = 40

STR_TAG = "tag:yaml.org,2002:str"
KINDS = {
    "tag:yaml.org,2002:null": NULL,
    "tag:yaml.org,2002:bool": TRUE_OR_FALSE,
    "tag:yaml.org,2002:int": NUMBER,
    "tag:yaml.org,2002:float": NUMBER,
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:merge": "a merge key",
}


def yaml_tree(text: str) -> Tree:
    """Return the values of a YAML file's text."""
    tree = Tree()
    try:
        _refuse_directives(tree, text)
        _YamlReader(tree, text).read()
    except UnreadableError:
        pass
    except yaml.YAMLError as error:
        tree.faults.append(Fault((), *_yaml_complaint(error)))
    return tree


def _refuse_directives(tree: Tree, text: str) -> None:
    if found := DIRECTIVE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        tree.stop((), line, "found a line that starts with %; expected plain entries only")


def _yaml_complaint(error: yaml.YAMLError) -> tuple[int, str]:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, f"found a mistake ({error}); expected valid YAML"
    mark, begun = error.problem_mark, ""
    if error.context and error.context_mark:
        begun = f"{error.context} from line {error.context_mark.line + 1}: "
    mistake = f"found a mistake in column {mark.column + 1} ({begun}{error.problem})"
    return mark.line + 1, f"{mistake}; expected valid YAML"


class _YamlReader:
    """Builds a tree from YAML's events, so that nothing is expanded that was not written out."""

    def __init__(self, tree: Tree, text: str) -> None:
        self.tree = tree
        self.events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.resolver: Any = yaml.SafeLoader("")
        self.constructor = SafeConstructor()

    def read(self) -> None:
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return self.tree.stop((), 0, "found an empty file; expected a list of entries")
        self.tree.root = self._value((), next(self.events))
        next(self.events)
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.tree.stop((), _line(event), "found a second document; expected one")

    def _value(self, path: Path, event: Any) -> Value:
        self.tree.enter(path, _line(event))
        self._refuse_references(path, event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(path, event)
        return Plain("*", "an alias")

    def _refuse_references(self, path: Path, event: Any) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(path, event, f"the alias *{shortened(anchor or '')}")
        elif anchor is not None:
            self._refuse(path, event, f"the anchor &{shortened(anchor)}")
        if tag is not None:
            self._refuse(path, event, f"the tag {shortened(tag)}")

    def _refuse(self, path: Path, event: Any, found: str) -> None:
        self.tree.refuse(path, _line(event), f"found {found}; expected only values written out")

    def _sequence(self, path: Path) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value((*path, len(items) + 1), event))
        return items

    def _mapping(self, path: Path) -> dict[str, Value]:
        pairs: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            here = (*path, self._name(path, event))
            value = self._value(here, next(self.events))
            self.tree.put(pairs, here, _line(event), value)
        return pairs

    def _name(self, path: Path, event: Any) -> str:
        name = self._value((*path, ""), event)
        if isinstance(name, Plain):
            if name.text == "<<":
                self._refuse((*path, "<<"), event, "a merge key")
            return name.text
        if not isinstance(name, str):
            self._refuse(path, event, "a list or a mapping as a name")
            return ""
        return name

    def _scalar(self, path: Path, event: Any) -> Value:
        text = self.tree.text(path, _line(event), event.value)
        if not event.implicit[0] or len(text) > MAX_TEXT:
            return text
        tag = self.resolver.resolve(yaml.ScalarNode, text, (True, False))
        return text if tag == STR_TAG else self._plain(str(tag), text)

    def _plain(self, tag: str, text: str) -> Plain:
        kind = KINDS.get(tag, "not text")
        if len(text) > MAX_PLAIN or tag not in yaml.SafeLoader.yaml_constructors:
            return Plain(text, kind)
        construct = yaml.SafeLoader.yaml_constructors[tag]
        try:
            return Plain(text, kind, construct(self.constructor, yaml.ScalarNode(tag, text)))
        except (ValueError, OverflowError):
            return Plain(text, kind)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
