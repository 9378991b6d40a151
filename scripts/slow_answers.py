"""Right answers of the wrong order, to tasks of the coding suite: for `check_suites.py` and the tests.

Each gives what its task asks for, and takes far too long for the large case.
"""

from __future__ import annotations

__all__ = ["SLOW"]

SLOW = {
    "is_prime": """
def is_prime(n):
    if n < 2:
        return False
    for divisor in range(2, n):
        if n % divisor == 0:
            return False
    return True
""",
    "roman_value": """
def roman_value(text):
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = 0
    while text:
        first, text = values[text[0]], text[1:]
        total += -first if text and values[text[0]] > first else first
    return total
""",
    "days_between": """
def days_between(first, last):
    if tuple(map(int, first.split("-"))) > tuple(map(int, last.split("-"))):
        return -days_between(last, first)
    year, month, day = map(int, first.split("-"))
    goal, count = tuple(map(int, last.split("-"))), 0
    while (year, month, day) != goal:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        count, day = count + 1, day + 1
        if day > [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]:
            day, month = 1, month + 1
        if month > 12:
            month, year = 1, year + 1
    return count
""",
    "nth_permutation": """
from itertools import permutations

def nth_permutation(letters, n):
    if n < 0:
        return None
    for number, order in enumerate(permutations(letters)):
        if number == n:
            return "".join(order)
    return None
""",
    "count_inversions": """
def count_inversions(numbers):
    return sum(a > b for place, a in enumerate(numbers) for b in numbers[place + 1 :])
""",
    "longest_common": """
from functools import lru_cache

def longest_common(a, b):
    @lru_cache(maxsize=None)
    def common(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + common(i + 1, j + 1)
        return max(common(i + 1, j), common(i, j + 1))
    return common(0, 0)
""",
    "parse_csv_line": """
def parse_csv_line(line):
    fields, field, quoted, start = [], [], False, True
    while line:
        letter, line = line[0], line[1:]
        if quoted and letter == '"' and line[:1] == '"':
            field.append(letter)
            line = line[1:]
        elif quoted:
            quoted = letter != '"'
            field += [letter] if quoted else []
        elif letter == '"' and start:
            quoted = True
        elif letter == ",":
            fields, field = fields + ["".join(field)], []
        else:
            field.append(letter)
        start = letter == "," and not quoted and not field
    return fields + ["".join(field)]
""",
    "edit_distance": """
def edit_distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return edit_distance(a[1:], b[1:])
    return 1 + min(edit_distance(a[1:], b), edit_distance(a, b[1:]), edit_distance(a[1:], b[1:]))
""",
    "truncate_bytes": """
def truncate_bytes(text, limit):
    while len(text.encode()) > limit:
        text = text[:-1]
    return text
""",
    "run_cache": """
def run_cache(capacity, operations):
    kept, order, results = {}, [], []
    for name, key, *value in operations:
        if name == "get":
            results.append(kept.get(key))
            if key not in kept:
                continue
        else:
            kept[key] = value[0]
        if key in order:
            order.remove(key)
        order.append(key)
        if len(order) > capacity:
            del kept[order.pop(0)]
    return results
""",
    "merge_intervals": """
def merge_intervals(intervals):
    merged = []
    for start, end in intervals:
        apart = []
        for other in merged:
            if other[1] < start or other[0] > end:
                apart.append(other)
            else:
                start, end = min(start, other[0]), max(end, other[1])
        merged = apart + [[start, end]]
    return sorted(merged)
""",
    "top_k": """
def top_k(words, k):
    counted = [[word, words.count(word)] for word in set(words)]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:k]
""",
    "sliding_maximum": """
def sliding_maximum(numbers, size):
    return [max(numbers[place : place + size]) for place in range(len(numbers) - size + 1)]
""",
    "build_order": """
def build_order(needs):
    order = []
    while len(order) < len(needs):
        ready = sorted(part for part in needs if part not in order and all(other in order for other in needs[part]))
        if not ready:
            return None
        order.append(ready[0])
    return order
""",
    "sparse_dot": """
def sparse_dot(a, b):
    total = 0
    for one, value in a.items():
        for other, factor in b.items():
            if one == other:
                total += value * factor
    return total
""",
    "allowed": """
def allowed(times, limit, window):
    passed, result = [], []
    for now in times:
        result.append(sum(now - time < window for time in passed) < limit)
        if result[-1]:
            passed.append(now)
    return result
""",
    "islands": """
def islands(rows):
    land = {(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "1"}

    def sink(y, x):
        if (y, x) in land:
            land.remove((y, x))
            for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                sink(*place)

    count = 0
    while land:
        count += 1
        sink(*next(iter(land)))
    return count
""",
    "spiral": """
def spiral(matrix):
    if not matrix or not matrix[0]:
        return []
    y = x = 0
    dy, dx = 0, 1
    seen, result = [], []
    while len(result) < len(matrix) * len(matrix[0]):
        seen.append((y, x))
        result.append(matrix[y][x])
        ahead = (y + dy, x + dx)
        if not (0 <= ahead[0] < len(matrix) and 0 <= ahead[1] < len(matrix[0])) or ahead in seen:
            dy, dx = dx, -dy
        y, x = y + dy, x + dx
    return result
""",
    "fewest_coins": """
def fewest_coins(coins, amount):
    if amount == 0:
        return 0
    reached, count = [0], 0
    while reached:
        count += 1
        following = []
        for total in reached:
            for coin in coins:
                if total + coin == amount:
                    return count
                if total + coin < amount and total + coin not in following:
                    following.append(total + coin)
        reached = following
    return -1
""",
    "balanced": """
import re

def balanced(text):
    text = re.sub(r'"(?:[^"\\\\]|\\\\.)*"', "", text, flags=re.S)
    if '"' in text:
        return False
    text = "".join(letter for letter in text if letter in "()[]{}")
    while True:
        shorter = text.replace("()", "").replace("[]", "").replace("{}", "")
        if shorter == text:
            return not text
        text = shorter
""",
    "is_palindrome": """
import unicodedata

def is_palindrome(text):
    letters = [letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum()]
    while len(letters) > 1:
        if letters.pop(0) != letters.pop():
            return False
        letters = letters[:]
    return True
""",
    "wrap_columns": """
import unicodedata

def wrap_columns(text, width):
    lines = ""
    for word in text.split():
        lines = list(lines)
        last = "".join(lines).split("\\n")[-1]
        columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in last + " " + word)
        lines = "".join(lines) + ("" if not lines else " " if columns <= width else "\\n") + word
    return lines.split("\\n") if lines else []
""",
    "evaluate": """
import re

def evaluate(expression):
    text = re.sub(r"(?<=[0-9]) +(?=[0-9])", "?", expression).replace(" ", "")
    if re.search(r"[^-+*()0-9]|[0-9]\\(|\\)[0-9(]|\\*\\*", text):
        return None

    def level(text):
        depth = 0
        for signs, left in (("+-", True), ("*", True)):
            for place in range(len(text) - 1, 0, -1):
                depth += (text[place] == ")") - (text[place] == "(")
                if depth == 0 and text[place] in signs and text[place - 1] not in "+-*(":
                    one, other = level(text[:place]), level(text[place + 1 :])
                    if one is None or other is None:
                        return None
                    return {"+": one + other, "-": one - other, "*": one * other}[text[place]]
            depth = 0
        if text.startswith("-"):
            value = level(text[1:])
            return None if value is None else -value
        if text.startswith("(") and text.endswith(")"):
            return level(text[1:-1])
        return int(text) if text.isdigit() else None

    return level(text)
""",
}
"""By task."""
