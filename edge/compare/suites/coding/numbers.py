"""Problems about numbers, dates and amounts."""

from __future__ import annotations

from typing import Any

from edge.compare.suites.coding.problem import Case, Problem, dice

__all__ = ["PROBLEMS"]


def _cases(*pairs: tuple[tuple[Any, ...], Any]) -> tuple[Case, ...]:
    return tuple(Case(arguments, wanted) for arguments, wanted in pairs)


IS_PRIME = Problem(
    "is_prime",
    "is_prime(n)",
    """
def is_prime(n):
    if n < 4:
        return n > 1
    if n % 2 == 0 or n % 3 == 0:
        return False
    divisor = 5
    while divisor * divisor <= n:
        if n % divisor == 0 or n % (divisor + 2) == 0:
            return False
        divisor += 6
    return True
""",
    _cases(
        ((2,), True),
        ((3,), True),
        ((4,), False),
        ((1,), False),
        ((0,), False),
        ((-7,), False),
        ((25,), False),
        ((49,), False),
        ((97,), True),
        ((561,), False),
        ((7919,), True),
        ((10403,), False),
    ),
    lambda: (1_000_000_000_039,),
)

ROMAN_VALUE = Problem(
    "roman_value",
    "roman_value(text)",
    """
def roman_value(text):
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = previous = 0
    for letter in reversed(text):
        value = values[letter]
        total += value if value >= previous else -value
        previous = max(previous, value)
    return total
""",
    _cases(
        (("",), 0),
        (("I",), 1),
        (("IV",), 4),
        (("IX",), 9),
        (("XIV",), 14),
        (("XL",), 40),
        (("CDXLIV",), 444),
        (("MCMXCIV",), 1994),
        (("MMXXVI",), 2026),
        (("MMMMMMMDCCCLXXXVIII",), 7888),
    ),
    lambda: ("M" * 600_000 + "CMXCIX",),
)

DAYS_BETWEEN = Problem(
    "days_between",
    "days_between(first, last)",
    """
def days_between(first, last):
    def number(date):
        year, month, day = map(int, date.split("-"))
        if month < 3:
            year, month = year - 1, month + 12
        return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day
    return number(last) - number(first)
""",
    _cases(
        (("2024-02-28", "2024-03-01"), 2),
        (("2023-02-28", "2023-03-01"), 1),
        (("1900-02-28", "1900-03-01"), 1),
        (("2000-02-28", "2000-03-01"), 2),
        (("2024-01-01", "2024-01-01"), 0),
        (("2024-12-31", "2025-01-01"), 1),
        (("2025-01-01", "2024-01-01"), -366),
        (("1970-01-01", "2026-11-23"), 20780),
        (("0001-01-01", "9999-12-31"), 3652058),
        (("9999-12-31", "10000-01-01"), 1),
    ),
    lambda: ("0001-01-01", "99999-12-31"),
)

NTH_PERMUTATION = Problem(
    "nth_permutation",
    "nth_permutation(letters, n)",
    """
def nth_permutation(letters, n):
    count = 1
    for number in range(2, len(letters) + 1):
        count *= number
    if not 0 <= n < count:
        return None
    left, result = list(letters), []
    while left:
        count //= len(left)
        place, n = divmod(n, count)
        result.append(left.pop(place))
    return "".join(result)
""",
    _cases(
        (("abc", 0), "abc"),
        (("abc", 1), "acb"),
        (("abc", 3), "bca"),
        (("abc", 5), "cba"),
        (("abc", 6), None),
        (("abc", -1), None),
        (("", 0), ""),
        (("", 1), None),
        (("x", 0), "x"),
        (("abcde", 77), "daecb"),
        (("一丁上", 4), "上一丁"),
    ),
    lambda: ("abcdefghijklmnopqrstuvwxy", 15_511_210_043_330_985_983_999_999),
)

COIN_CHANGE = Problem(
    "fewest_coins",
    "fewest_coins(coins, amount)",
    """
def fewest_coins(coins, amount):
    fewest = [0] + [amount + 1] * amount
    for value in coins:
        for total in range(value, amount + 1):
            if fewest[total - value] + 1 < fewest[total]:
                fewest[total] = fewest[total - value] + 1
    return fewest[amount] if fewest[amount] <= amount else -1
""",
    _cases(
        (([1, 2, 5], 11), 3),
        (([2], 3), -1),
        (([1], 0), 0),
        (([], 0), 0),
        (([], 7), -1),
        (([1, 3, 4], 6), 2),
        (([4, 1, 3], 6), 2),
        (([5, 10], 3), -1),
        (([1, 7, 10], 14), 2),
        (([186, 419, 83, 408], 6249), 20),
    ),
    lambda: ([7, 411, 1013, 2999], 30_000),
)

EVALUATE = Problem(
    "evaluate",
    "evaluate(expression)",
    """
import re

def evaluate(expression):
    if re.fullmatch(r"(?:[0-9]+|[-+*() ])*", expression) is None:
        return None
    values, operators, ready = [], [], True
    rank = {"+": 1, "-": 1, "*": 2, "~": 3}

    def apply():
        operator = operators.pop()
        right = values.pop()
        if operator == "~":
            values.append(-right)
        else:
            left = values.pop()
            values.append(left + right if operator == "+" else left - right if operator == "-" else left * right)

    for token in re.findall(r"[0-9]+|[-+*()]", expression):
        if ready:
            if token.isdigit():
                values.append(int(token))
                ready = False
            elif token == "(":
                operators.append(token)
            elif token == "-":
                operators.append("~")
            else:
                return None
        elif token == ")":
            while operators and operators[-1] != "(":
                apply()
            if not operators:
                return None
            operators.pop()
        elif token in "+-*":
            while operators and operators[-1] != "(" and rank[operators[-1]] >= rank[token]:
                apply()
            operators.append(token)
            ready = True
        else:
            return None
    if ready or "(" in operators:
        return None
    while operators:
        apply()
    return values[0]
""",
    _cases(
        (("1 + 2 * 3",), 7),
        (("(1 + 2) * 3",), 9),
        (("10 - 4 - 3",), 3),
        (("2*-3",), -6),
        (("-(2+3)*-4",), 20),
        (("007",), 7),
        (("  42  ",), 42),
        (("99999999999999999999*99999999999999999999",), 9999999999999999999800000000000000000001),
        (("",), None),
        (("1+",), None),
        (("(2",), None),
        (("2)",), None),
        (("()",), None),
        (("3 4",), None),
        (("2**3",), None),
        (("abs(3)",), None),
        (("2(3)",), None),
    ),
    lambda: ("+".join(str(number) for number in range(60_000)),),
)


def _shuffled(count: int) -> tuple[list[int]]:
    numbers = list(range(count))
    dice(20).shuffle(numbers)
    return (numbers,)


COUNT_INVERSIONS = Problem(
    "count_inversions",
    "count_inversions(numbers)",
    """
def count_inversions(numbers):
    numbers, count, width = list(numbers), 0, 1
    while width < len(numbers):
        merged = []
        for start in range(0, len(numbers), 2 * width):
            left, right = numbers[start : start + width], numbers[start + width : start + 2 * width]
            place = 0
            for number in left:
                while place < len(right) and right[place] < number:
                    merged.append(right[place])
                    place += 1
                merged.append(number)
                count += place
            merged += right[place:]
        numbers, width = merged, 2 * width
    return count
""",
    _cases(
        (([],), 0),
        (([5],), 0),
        (([1, 2, 3],), 0),
        (([3, 2, 1],), 3),
        (([2, 4, 1, 3, 5],), 3),
        (([1, 1, 1],), 0),
        (([2, 1, 2, 1],), 3),
        (([-1, -5, 0],), 1),
        (([10**20, 1, 10**20],), 1),
    ),
    lambda: _shuffled(40_000),
)

PROBLEMS = (IS_PRIME, ROMAN_VALUE, DAYS_BETWEEN, NTH_PERMUTATION, COIN_CHANGE, EVALUATE, COUNT_INVERSIONS)
