"""Problems about text."""

from __future__ import annotations

from edge.compare.suites.coding.problem import Case, Problem, dice

__all__ = ["PROBLEMS"]


def _letters(count: int, seed: int, letters: str = "abcd") -> str:
    return "".join(dice(seed).choices(letters, k=count))


LONGEST_COMMON = Problem(
    "longest_common",
    "longest_common(a, b)",
    """
def longest_common(a, b):
    row = [0] * (len(b) + 1)
    for one in a:
        corner = 0
        for place, other in enumerate(b, 1):
            above = row[place]
            row[place] = corner + 1 if one == other else max(above, row[place - 1])
            corner = above
    return row[-1]
""",
    (
        Case(("", ""), 0),
        Case(("abc", ""), 0),
        Case(("abcde", "ace"), 3),
        Case(("abc", "def"), 0),
        Case(("abcbdab", "bdcaba"), 4),
        Case(("aaaa", "aa"), 2),
        Case(("今天天气很好", "天气不好"), 3),
        Case(("ab", "ba"), 1),
    ),
    lambda: (_letters(600, 1), _letters(600, 2)),
)

BALANCED = Problem(
    "balanced",
    "balanced(text)",
    """
def balanced(text):
    pairs, opened, quoted, skip = {")": "(", "]": "[", "}": "{"}, [], False, False
    for letter in text:
        if skip:
            skip = False
        elif quoted:
            quoted, skip = letter != '"', letter == "\\\\"
        elif letter == '"':
            quoted = True
        elif letter in "([{":
            opened.append(letter)
        elif letter in pairs and (not opened or opened.pop() != pairs[letter]):
            return False
    return not opened and not quoted
""",
    (
        Case(("",), True),
        Case(("no brackets",), True),
        Case(("([]{})",), True),
        Case(("([)]",), False),
        Case(("(",), False),
        Case((")(",), False),
        Case(('say(")")',), True),
        Case(('"(" [1]',), True),
        Case(('"',), False),
        Case(('("\\")")',), True),
        Case(('("\\\\")',), True),
        Case(("\\(",), False),
        Case(("列表[（注）]",), True),
    ),
    lambda: ("([" * 50_000 + "])" * 50_000,),
)

PARSE_CSV_LINE = Problem(
    "parse_csv_line",
    "parse_csv_line(line)",
    """
def parse_csv_line(line):
    fields, place = [], 0
    while True:
        if line[place : place + 1] == '"':
            parts, place = [], place + 1
            while True:
                end = line.find('"', place)
                if end < 0:
                    end = len(line)
                parts.append(line[place:end])
                place = end + 1
                if line[place : place + 1] != '"':
                    break
                parts.append('"')
                place += 1
            fields.append("".join(parts))
            end = line.find(",", place)
        else:
            end = line.find(",", place)
            fields.append(line[place:] if end < 0 else line[place:end])
        if end < 0:
            return fields
        place = end + 1
""",
    (
        Case(("a,b,c",), ["a", "b", "c"]),
        Case(("",), [""]),
        Case((",",), ["", ""]),
        Case(("a,,c,",), ["a", "", "c", ""]),
        Case(('"a,b",c',), ["a,b", "c"]),
        Case(('"say ""hi""",x',), ['say "hi"', "x"]),
        Case(('"","b"',), ["", "b"]),
        Case((' a , "b" ',), [" a ", ' "b" ']),
        Case(('""""',), ['"']),
        Case(('张三,"北京，朝阳",13',), ["张三", "北京，朝阳", "13"]),
    ),
    lambda: (",".join(['"a ""b"", c"', "plain", ""] * 15_000),),
)

EDIT_DISTANCE = Problem(
    "edit_distance",
    "edit_distance(a, b)",
    """
def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for number, one in enumerate(a, 1):
        corner, row[0] = row[0], number
        for place, other in enumerate(b, 1):
            above = row[place]
            row[place] = min(above + 1, row[place - 1] + 1, corner + (one != other))
            corner = above
    return row[-1]
""",
    (
        Case(("", ""), 0),
        Case(("", "abc"), 3),
        Case(("abc", ""), 3),
        Case(("kitten", "sitting"), 3),
        Case(("flaw", "lawn"), 2),
        Case(("same", "same"), 0),
        Case(("ab", "ba"), 2),
        Case(("明天下雨", "今天下雪了"), 3),
        Case(("intention", "execution"), 5),
    ),
    lambda: (_letters(500, 3), _letters(500, 4)),
)

WRAP_COLUMNS = Problem(
    "wrap_columns",
    "wrap_columns(text, width)",
    """
import unicodedata

def wrap_columns(text, width):
    lines, line, used = [], [], 0
    for word in text.split():
        columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
        if line and used + 1 + columns > width:
            lines.append(" ".join(line))
            line, used = [], 0
        used += columns + (1 if line else 0)
        line.append(word)
    if line:
        lines.append(" ".join(line))
    return lines
""",
    (
        Case(("", 10), []),
        Case(("   ", 10), []),
        Case(("one two three", 7), ["one two", "three"]),
        Case(("one two three", 13), ["one two three"]),
        Case(("one two three", 12), ["one two", "three"]),
        Case(("a   b", 10), ["a b"]),
        Case(("extraordinary a b", 5), ["extraordinary", "a b"]),
        Case(("你好 世界", 9), ["你好 世界"]),
        Case(("你好 世界", 8), ["你好", "世界"]),
        Case(("ab 温度计 c ｗ", 9), ["ab 温度计", "c ｗ"]),
        Case(("a b", 1), ["a", "b"]),
    ),
    lambda: (" ".join(["wide", "世界", "of", "ordinary", "词"] * 6_000), 60),
)

IS_PALINDROME = Problem(
    "is_palindrome",
    "is_palindrome(text)",
    """
import unicodedata

def is_palindrome(text):
    letters = [letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum()]
    return letters == letters[::-1]
""",
    (
        Case(("",), True),
        Case(("?!",), True),
        Case(("A man, a plan, a canal: Panama",), True),
        Case(("hello",), False),
        Case(("No 'x' in Nixon",), True),
        Case(("上海自来水来自海上。",), True),
        Case(("たけやぶやけた",), True),
        Case(("\u00e9t e\u0301",), True),
        Case(("Straßarts",), True),
        Case(("Straße",), False),
        Case(("ßss",), True),
        Case(("12 21",), True),
        Case(("12 31",), False),
    ),
    lambda: ("ab, " * 75_000 + "c" + " ,ba" * 75_000,),
)

TRUNCATE_BYTES = Problem(
    "truncate_bytes",
    "truncate_bytes(text, limit)",
    """
def truncate_bytes(text, limit):
    return text.encode("utf-8")[:limit].decode("utf-8", errors="ignore")
""",
    (
        Case(("hello", 3), "hel"),
        Case(("hello", 5), "hello"),
        Case(("hello", 99), "hello"),
        Case(("hello", 0), ""),
        Case(("", 4), ""),
        Case(("温度", 3), "温"),
        Case(("温度", 5), "温"),
        Case(("温度", 2), ""),
        Case(("aé", 2), "a"),
        Case(("x😀y", 4), "x"),
        Case(("x😀y", 5), "x😀"),
    ),
    lambda: ("温度 is 21°" * 30_000, 400_001),
)

PROBLEMS = (LONGEST_COMMON, BALANCED, PARSE_CSV_LINE, EDIT_DISTANCE, WRAP_COLUMNS, IS_PALINDROME, TRUNCATE_BYTES)
