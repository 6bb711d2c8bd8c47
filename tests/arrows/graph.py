"""The include graph of a tree: every source in the folders of the rules, and the files that it includes."""
import os
import posixpath
from dataclasses import dataclass

from rules import TREES
from source import Source, read_source

ENDINGS = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp", ".ixx", ".tpp", ".def")


@dataclass(frozen=True)
class Edge:
    line: int
    header: str
    form: str
    target: str | None  # the path of the header from the root; None when the tree has no such file


@dataclass
class File:
    path: str
    source: Source
    edges: list


def source_paths(root):
    for tree in TREES:
        for folder, folders, names in os.walk(os.path.join(root, tree)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def target_of(root, path, include):
    if include.form == "computed" or include.header.startswith("/"):
        return None
    own_tree = [tree for tree in TREES if path.startswith(tree + "/")]
    places = own_tree + TREES
    if include.form == "quoted":
        places.insert(0, posixpath.dirname(path))
    for place in places:
        target = posixpath.normpath(posixpath.join(place, include.header))
        if not target.startswith("../") and os.path.isfile(os.path.join(root, target)):
            return target
    return None


def read_file(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as text:
        source = read_source(text.read())
    edges = [Edge(include.line, include.header, include.form, target_of(root, path, include))
             for include in source.includes]
    return File(path, source, edges)


def read_graph(root):
    """The files by their paths. A file with an unusual ending is among them if another file includes it."""
    files = {}
    left = list(source_paths(root))
    while left:
        path = left.pop(0)
        if path in files:
            continue
        files[path] = read_file(root, path)
        left += [edge.target for edge in files[path].edges
                 if edge.target and edge.target.startswith(tuple(tree + "/" for tree in TREES))]
    return files
