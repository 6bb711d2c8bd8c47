"""The checks: each yields the findings of one kind in a tree."""
import posixpath
import re
from dataclasses import dataclass

import rules
from circles import circles_in

TRAKT_PATH = re.compile(rf"/(?:{'|'.join(rules.TRAKT_PATHS)})(?=[/?]|$)")


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    what: str
    rule: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}. Rule: {self.rule}."


def edges_of(files):
    """Every include of a file of the tree: (file, edge)."""
    return [(file, edge) for file in files.values() for edge in file.edges if edge.target]


def check_rooms(files):
    """One finding for each folder that the table does not know."""
    strangers = {}
    for path in sorted(files):
        if not rules.room_of(path):
            strangers.setdefault(posixpath.dirname(path), []).append(path)
    for folder, paths in strangers.items():
        others = f" (and {len(paths) - 1} more there)" if len(paths) > 1 else ""
        yield Finding(paths[0], 1, f"this file{others} has no room: {folder}/ is not in the table",
                      rules.KNOWN_ROOM_RULE)


def check_followed(files):
    """Includes of files that do not exist, and of files outside the trees."""
    for file in files.values():
        for edge in file.edges:
            if edge.form == "computed":
                yield Finding(file.path, edge.line, f"the include is computed: {edge.header}", rules.FOLLOWED_RULE)
            elif edge.form == "quoted" and not edge.target:
                yield Finding(file.path, edge.line, f'no file of the tree is "{edge.header}"', rules.FOLLOWED_RULE)
            elif edge.target and edge.target not in files:
                yield Finding(file.path, edge.line, f"includes {edge.target}, which has no room",
                              rules.KNOWN_ROOM_RULE)


def check_direction(files):
    for file, edge in edges_of(files):
        if rules.is_against_direction(file.path, edge.target):
            here, there = rules.room_of(file.path), rules.room_of(edge.target)
            yield Finding(file.path, edge.line, f"{here.name} includes {edge.target}",
                          rules.HTTP_RULE if there.name == "http" else rules.direction_rule(here))


def room_name(path):
    known = rules.room_of(path)
    return known.name if known else posixpath.dirname(path)


def circle_finding(nodes, first_include, what, rule):
    steps = zip(nodes, nodes[1:] + nodes[:1])
    includes = [(*first_include[step], step[1]) for step in steps]
    way = "".join(f" -> {node} ({path}:{line})" for path, line, node in includes)
    return Finding(*includes[0][:2], f"{what}: {nodes[0]}{way}", rule)


def check_room_circles(files):
    first_include, targets, wrong = {}, {}, set()
    for file, edge in edges_of(files):
        step = room_name(file.path), room_name(edge.target)
        if step[0] == step[1]:
            continue
        targets.setdefault(step[0], set()).add(step[1])
        if rules.is_against_direction(file.path, edge.target) and step not in wrong:
            wrong.add(step)
            first_include[step] = file.path, edge.line
        first_include.setdefault(step, (file.path, edge.line))
    for nodes in circles_in(targets):
        # A circle is told from its include against the direction, which is the one to take out.
        starts = [i for i, node in enumerate(nodes) if (node, nodes[(i + 1) % len(nodes)]) in wrong] or [0]
        nodes = nodes[starts[0]:] + nodes[:starts[0]]
        yield circle_finding(nodes, first_include, "circle of rooms", rules.ROOM_CIRCLE_RULE)


def check_file_circles(files):
    first_include, targets = {}, {}
    for file, edge in edges_of(files):
        targets.setdefault(file.path, set()).add(edge.target)
        first_include.setdefault((file.path, edge.target), (file.path, edge.line))
    for nodes in circles_in(targets):
        start = nodes.index(min(nodes))
        nodes = nodes[start:] + nodes[:start]
        yield circle_finding(nodes, first_include, "circle of files", rules.FILE_CIRCLE_RULE)


def rapidjson_bringers(files):
    """The files that include RapidJSON, directly or by another file."""
    bringers = set()
    size = -1
    while size < len(bringers):
        size = len(bringers)
        bringers |= {file.path for file in files.values() for edge in file.edges
                     if edge.target in bringers or "rapidjson/" in edge.header}
    return bringers


def check_rapidjson(files):
    def is_home(path):
        return rules.is_in(path, rules.RAPIDJSON_PLACE)

    bringers = rapidjson_bringers(files)
    for file in files.values():
        if is_home(file.path):
            continue
        for edge in file.edges:
            if "rapidjson/" in edge.header:
                yield Finding(file.path, edge.line, f"includes {edge.header}", rules.RAPIDJSON_RULE)
            elif edge.target in bringers and is_home(edge.target):
                yield Finding(file.path, edge.line, f"includes {edge.target}, which brings RapidJSON along",
                              rules.RAPIDJSON_RULE)
        for name, line in file.source.names.items():
            if name == "rapidjson" or name.startswith("RAPIDJSON_"):
                yield Finding(file.path, line, f"names {name}", rules.RAPIDJSON_RULE)


def check_trakt_words(files):
    for file in files.values():
        for literal in file.source.literals:
            if TRAKT_PATH.match(literal.text) and not rules.is_in(file.path, rules.TRAKT_PLACE):
                yield Finding(file.path, literal.line, f'writes the path "{literal.text}"', rules.TRAKT_PATH_RULE)
            hosts = [host for host in rules.TRAKT_HOSTS if host in literal.text.lower()]
            if hosts and not any(rules.is_in(file.path, place) for place in rules.TRAKT_HOST_PLACES):
                yield Finding(file.path, literal.line, f"writes the host {hosts[0]}", rules.TRAKT_HOST_RULE)


CHECKS = [check_rooms, check_followed, check_direction, check_room_circles, check_file_circles, check_rapidjson,
          check_trakt_words]


def findings_in(files):
    return sorted(finding for check in CHECKS for finding in check(files))
