"""What a screen reader is told of a table in the window: prints it as JSON, over the library that Orca uses.

Its one argument is the table's name; the answer is null as long as no such table is there.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

STATES = {
    "selected": Atspi.StateType.SELECTED,
    "expandable": Atspi.StateType.EXPANDABLE,
    "expanded": Atspi.StateType.EXPANDED,
    "focused": Atspi.StateType.FOCUSED,
    "sensitive": Atspi.StateType.SENSITIVE,
    "multiselectable": Atspi.StateType.MULTISELECTABLE,
}
# Stands in a text for each object in it.
OBJECT = "\ufffc"


def children(node):
    found = (node.get_child_at_index(at) for at in range(node.get_child_count()))
    return [child for child in found if child is not None]


def described(node):
    inner = [described(child) for child in children(node)]
    has = node.get_state_set()
    attributes = node.get_attributes() or {}
    return {
        "role": attributes.get("xml-roles", node.get_role_name()),
        "says": node.get_name() or text_of(node, inner),
        "description": node.get_description(),
        "states": [name for name, state in STATES.items() if has.contains(state)],
        "attributes": attributes,
        "children": inner,
    }


def text_of(node, inner):
    if node.get_text_iface() is None:
        return " ".join(child["says"] for child in inner if child["says"])
    said = iter(inner)
    text = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    return "".join(next(said, {"says": ""})["says"] if sign == OBJECT else sign for sign in text)


def table(node, name):
    if node.get_role() in (Atspi.Role.TABLE, Atspi.Role.TREE_TABLE) and node.get_name() == name:
        return node
    return next(filter(None, (table(child, name) for child in children(node))), None)


def main():
    desktop = Atspi.get_desktop(0)
    try:
        found = next(filter(None, (table(one, sys.argv[1]) for one in children(desktop))), None)
        print(json.dumps(found and described(found)))
    except GLib.Error:
        # What was there a moment ago is drawn anew: whoever asked looks again.
        print("null")


main()
