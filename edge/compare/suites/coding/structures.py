"""Problems about lists, tables, grids and graphs."""

from __future__ import annotations

from typing import Any

from edge.compare.suites.coding.problem import Case, Problem, dice

__all__ = ["PROBLEMS"]


def _operations() -> tuple[Any, ...]:
    thrown = dice(5)
    keys = [thrown.randrange(16_000) for _ in range(60_000)]
    return 12_000, [["get", key] if thrown.randrange(2) else ["put", key, place] for place, key in enumerate(keys)]


RUN_CACHE = Problem(
    "run_cache",
    "run_cache(capacity, operations)",
    """
from collections import OrderedDict

def run_cache(capacity, operations):
    kept, results = OrderedDict(), []
    for name, key, *value in operations:
        if name == "get":
            results.append(kept.get(key))
            if key in kept:
                kept.move_to_end(key)
            continue
        kept[key] = value[0]
        kept.move_to_end(key)
        if len(kept) > capacity:
            kept.popitem(last=False)
    return results
""",
    (
        Case((2, []), []),
        Case((2, [["get", "a"]]), [None]),
        Case(
            (2, [["put", "a", 1], ["put", "b", 2], ["get", "a"], ["put", "c", 3], ["get", "b"], ["get", "a"]]),
            [1, None, 1],
        ),
        Case((1, [["put", 1, "x"], ["put", 2, "y"], ["get", 1], ["get", 2]]), [None, "y"]),
        Case((2, [["put", 1, 1], ["put", 2, 2], ["put", 1, 9], ["put", 3, 3], ["get", 1], ["get", 2]]), [9, None]),
        Case((0, [["put", 1, 1], ["get", 1]]), [None]),
        Case(
            (2, [["put", "键", 0], ["get", "键"], ["get", "无"], ["put", "b", 1], ["put", "c", 2], ["get", "键"]]),
            [0, None, None],
        ),
    ),
    _operations,
)


def _intervals() -> tuple[Any, ...]:
    thrown = dice(6)
    starts = [thrown.randrange(10**7) for _ in range(30_000)]
    return ([[start, start + thrown.randrange(60)] for start in starts],)


MERGE_INTERVALS = Problem(
    "merge_intervals",
    "merge_intervals(intervals)",
    """
def merge_intervals(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged
""",
    (
        Case(([],), []),
        Case(([[1, 3]],), [[1, 3]]),
        Case(([[1, 3], [2, 6], [8, 10]],), [[1, 6], [8, 10]]),
        Case(([[8, 10], [1, 3], [3, 5]],), [[1, 5], [8, 10]]),
        Case(([[1, 2], [3, 4]],), [[1, 2], [3, 4]]),
        Case(([[1, 10], [2, 3], [4, 5]],), [[1, 10]]),
        Case(([[5, 5], [5, 5]],), [[5, 5]]),
        Case(([[-5, -1], [-3, 2]],), [[-5, 2]]),
        Case(([[0, 10**18], [10**18, 10**18 + 1]],), [[0, 10**18 + 1]]),
    ),
    _intervals,
)


def _words() -> tuple[Any, ...]:
    thrown = dice(7)
    return [f"word{min(thrown.randrange(30_000), thrown.randrange(30_000))}" for _ in range(60_000)], 50


TOP_K = Problem(
    "top_k",
    "top_k(words, k)",
    """
from collections import Counter

def top_k(words, k):
    counted = sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))
    return [list(pair) for pair in counted[:k]]
""",
    (
        Case(([], 3), []),
        Case((["a"], 0), []),
        Case((["b", "a", "b"], 1), [["b", 2]]),
        Case((["b", "a", "b"], 5), [["b", 2], ["a", 1]]),
        Case((["b", "a", "c"], 2), [["a", 1], ["b", 1]]),
        Case((["x", "y", "y", "x", "z"], 2), [["x", 2], ["y", 2]]),
        Case((["茶", "水", "茶", "酒", "水", "茶"], 2), [["茶", 3], ["水", 2]]),
        Case((["A", "a", ""], 3), [["", 1], ["A", 1], ["a", 1]]),
    ),
    _words,
)

SLIDING_MAXIMUM = Problem(
    "sliding_maximum",
    "sliding_maximum(numbers, size)",
    """
from collections import deque

def sliding_maximum(numbers, size):
    best, result = deque(), []
    for place, number in enumerate(numbers):
        while best and numbers[best[-1]] <= number:
            best.pop()
        best.append(place)
        if best[0] <= place - size:
            best.popleft()
        if place >= size - 1:
            result.append(numbers[best[0]])
    return result
""",
    (
        Case(([], 1), []),
        Case(([4], 1), [4]),
        Case(([4], 2), []),
        Case(([1, 3, -1, -3, 5, 3, 6, 7], 3), [3, 3, 5, 5, 6, 7]),
        Case(([9, 8, 7, 6], 2), [9, 8, 7]),
        Case(([2, 2, 2], 2), [2, 2]),
        Case(([-4, -2, -9], 3), [-2]),
        Case(([1, 2, 3], 1), [1, 2, 3]),
    ),
    lambda: ([(number * 7919) % 60_013 for number in range(60_000)], 20_000),
)


def _dependencies() -> tuple[Any, ...]:
    names = [f"part{number:05}" for number in range(20_000)]
    return ({name: ([names[place + 1]] if place + 1 < len(names) else []) for place, name in enumerate(names)},)


BUILD_ORDER = Problem(
    "build_order",
    "build_order(needs)",
    """
import heapq

def build_order(needs):
    waiting = {part: len(set(before)) for part, before in needs.items()}
    after = {part: [] for part in needs}
    for part, before in needs.items():
        for other in set(before):
            after[other].append(part)
    ready = [part for part, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        part = heapq.heappop(ready)
        order.append(part)
        for other in after[part]:
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, other)
    return order if len(order) == len(needs) else None
""",
    (
        Case(({},), []),
        Case(({"a": []},), ["a"]),
        Case(({"a": ["b"], "b": []},), ["b", "a"]),
        Case(({"c": [], "b": [], "a": []},), ["a", "b", "c"]),
        Case(({"app": ["lib", "ui"], "ui": ["lib"], "lib": []},), ["lib", "ui", "app"]),
        Case(({"a": ["z"], "b": [], "z": []},), ["b", "z", "a"]),
        Case(({"a": ["b"], "b": ["a"]},), None),
        Case(({"a": ["a"]},), None),
        Case(({"x": [], "a": ["b"], "b": ["c"], "c": ["a"]},), None),
        Case(({"屋顶": ["墙"], "墙": ["地基"], "地基": []},), ["地基", "墙", "屋顶"]),
    ),
    _dependencies,
)

SPIRAL = Problem(
    "spiral",
    "spiral(matrix)",
    """
def spiral(matrix):
    if not matrix or not matrix[0]:
        return []
    top, bottom, left, right, result = 0, len(matrix) - 1, 0, len(matrix[0]) - 1, []
    while top <= bottom and left <= right:
        result += matrix[top][left : right + 1]
        result += [matrix[row][right] for row in range(top + 1, bottom + 1)]
        if top < bottom and left < right:
            result += [matrix[bottom][column] for column in range(right - 1, left - 1, -1)]
            result += [matrix[row][left] for row in range(bottom - 1, top, -1)]
        top, bottom, left, right = top + 1, bottom - 1, left + 1, right - 1
    return result
""",
    (
        Case(([],), []),
        Case(([[]],), []),
        Case(([[7]],), [7]),
        Case(([[1, 2, 3], [4, 5, 6], [7, 8, 9]],), [1, 2, 3, 6, 9, 8, 7, 4, 5]),
        Case(([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]],), [1, 2, 3, 4, 8, 12, 11, 10, 9, 5, 6, 7]),
        Case(([[1], [2], [3]],), [1, 2, 3]),
        Case(([[1, 2, 3]],), [1, 2, 3]),
        Case(([[1, 2], [3, 4], [5, 6]],), [1, 2, 4, 6, 5, 3]),
        Case(([["上", "右"], ["左", "下"]],), ["上", "右", "下", "左"]),
    ),
    lambda: ([[row * 150 + column for column in range(150)] for row in range(150)],),
)


def _sparse() -> tuple[Any, ...]:
    thrown = dice(8)
    first = {thrown.randrange(10**12): thrown.randrange(-50, 50) for _ in range(20_000)}
    second = {index: thrown.randrange(-50, 50) for index in list(first)[::2]}
    return first, second | {thrown.randrange(10**12): 1 for _ in range(10_000)}


SPARSE_DOT = Problem(
    "sparse_dot",
    "sparse_dot(a, b)",
    """
def sparse_dot(a, b):
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[index] for index, value in a.items() if index in b)
""",
    (
        Case(({}, {}), 0),
        Case(({1: 2}, {}), 0),
        Case(({0: 1, 3: 2}, {3: 5}), 10),
        Case(({1: 2}, {2: 3}), 0),
        Case(({5: -2, 9: 4}, {5: 3, 9: 1}), -2),
        Case(({10**12: 3}, {10**12: 7}), 21),
        Case(({-1: 2, 0: 1}, {-1: 10}), 20),
        Case(({1: 0.5}, {1: 0.5, 2: 9}), 0.25),
    ),
    _sparse,
)

ALLOWED = Problem(
    "allowed",
    "allowed(times, limit, window)",
    """
from collections import deque

def allowed(times, limit, window):
    recent, result = deque(), []
    for now in times:
        while recent and now - recent[0] >= window:
            recent.popleft()
        result.append(len(recent) < limit)
        if result[-1]:
            recent.append(now)
    return result
""",
    (
        Case(([], 3, 10), []),
        Case(([1], 1, 10), [True]),
        Case(([1], 0, 10), [False]),
        Case(([1, 2, 3, 4], 2, 10), [True, True, False, False]),
        Case(([0, 5, 10, 11], 1, 10), [True, False, True, False]),
        Case(([0, 0, 0, 1], 2, 1), [True, True, False, True]),
        Case(([0, 9, 10, 19, 20], 1, 10), [True, False, True, False, True]),
        Case(([1.5, 2.0, 2.6], 1, 1.0), [True, False, True]),
    ),
    lambda: ([number * 0.001 for number in range(60_000)], 10_000, 20),
)


def _snake() -> tuple[Any, ...]:
    rows = []
    for number in range(251):
        bridge = "1" + "0" * 249 if number % 4 == 3 else "0" * 249 + "1"
        rows.append("1" * 250 if number % 2 == 0 else bridge)
    return (rows,)


ISLANDS = Problem(
    "islands",
    "islands(rows)",
    """
def islands(rows):
    land = {(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "1"}
    count = 0
    while land:
        count += 1
        edge = [land.pop()]
        while edge:
            y, x = edge.pop()
            for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if place in land:
                    land.remove(place)
                    edge.append(place)
    return count
""",
    (
        Case(([],), 0),
        Case(([""],), 0),
        Case((["0"],), 0),
        Case((["1"],), 1),
        Case((["101", "000", "101"],), 4),
        Case((["11", "11"],), 1),
        Case((["10", "01"],), 2),
        Case((["11000", "11000", "00100", "00011"],), 3),
        Case((["111", "101", "111"],), 1),
        Case((["1011101"],), 3),
    ),
    _snake,
)

PROBLEMS = (
    RUN_CACHE,
    MERGE_INTERVALS,
    TOP_K,
    SLIDING_MAXIMUM,
    BUILD_ORDER,
    SPIRAL,
    SPARSE_DOT,
    ALLOWED,
    ISLANDS,
)
