"""Finds circles in a graph of any nodes."""
from graphlib import CycleError, TopologicalSorter


def circle_in(targets):
    sorter = TopologicalSorter()
    for node in sorted(targets):
        sorter.add(node, *sorted(targets[node]))
    try:
        sorter.prepare()
    except CycleError as found:
        return found.args[1][:0:-1]
    return None


def circles_in(targets):
    """Circles such as [a, b, c] for a -> b -> c -> a. Without one edge of each of them the graph has no circle.
    `targets`: node -> nodes."""
    targets = {node: set(nodes) for node, nodes in targets.items()}
    while circle := circle_in(targets):
        yield circle
        targets[circle[-1]].remove(circle[0])
