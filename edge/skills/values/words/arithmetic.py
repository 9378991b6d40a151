"""Words of calculations."""

from __future__ import annotations

OPERATORS = {
    "+": "+", "plus": "+", "added to": "+", "加": "+", "加上": "+", "プラス": "+", "足す": "+", "たす": "+",
    "-": "-", "minus": "-", "less": "-", "减": "-", "减去": "-", "マイナス": "-", "引く": "-", "ひく": "-",
    "*": "*", "x": "*", "×": "*", "✕": "*", "✖": "*", "·": "*", "∙": "*", "⋅": "*", "times": "*",
    "multiplied by": "*", "multiply by": "*", "乘": "*", "乘以": "*", "乘上": "*", "乗": "*",
    "掛ける": "*", "かける": "*",
    "/": "/", "÷": "/", "∕": "/", "⁄": "/", "divided by": "/", "divide by": "/", "over": "/", "除以": "/",
    "割る": "/", "わる": "/",
    "^": "^", "**": "^", "to the power of": "^", "to the power": "^", "raised to": "^",
    "raised to the power of": "^",
    "mod": "mod", "modulo": "mod", "模": "mod", "取模": "mod", "取余": "mod",
    "of": "of", "的": "of", "の": "of", "percent off": "off", "% off": "off",
}  # fmt: skip
"""Between two numbers. "of" joins a share and what it is a share of, in both orders: 15% of 80, 80的15%."""

POSTFIX = {
    "!": "!", "factorial": "!", "的阶乘": "!", "阶乘": "!", "の階乗": "!", "階乗": "!",
    "%": "%", "percent": "%", "per cent": "%", "パーセント": "%",
    "squared": "^2", "cubed": "^3", "的平方": "^2", "平方": "^2", "的立方": "^3", "立方": "^3",
    "の2乗": "^2", "の二乗": "^2",
    "の3乗": "^3", "の三乗": "^3", "的平方根": "root2", "の平方根": "root2", "的立方根": "root3", "の立方根": "root3",
    "的算术平方根": "root2", "のルート": "root2", "的倒数": "^-1",
}  # fmt: skip
"""After a number."""

PREFIX = {
    "sqrt": "root2", "√": "root2", "根号": "root2", "square root of": "root2", "the square root of": "root2",
    "root of": "root2", "ルート": "root2", "∛": "root3", "cbrt": "root3", "cube root of": "root3",
    "the cube root of": "root3", "立方根": "root3", "平方根": "root2", "factorial of": "!", "the factorial of": "!",
    "half of": "half", "negative": "-", "负": "-", "root": "root",
}  # fmt: skip
"""Before a number."""

POWER_SUFFIXES = ("次方", "次幂", "乘方", "乗", "次の冪")
"""After a number that is an exponent: 2的10次方, 2の10乗."""

ROOT_SUFFIXES = ("次方根", "乗根")
"""After a number that is a root's index: 16的4次方根, 16の4乗根."""

LEADS = (
    "what is", "what's", "whats", "how much is", "calculate", "compute", "work out", "evaluate", "please", "solve",
    "请问", "请", "计算", "算一下", "算算", "帮我算", "帮我算一下", "帮我计算", "计算一下", "求", "the result of",
    "計算して", "計算",
)  # fmt: skip

TAILS = (
    "equals", "equal", "equals what", "is", "is what", "=", "等于", "等于多少", "等于几", "是多少", "是几",
    "得多少", "得几", "多少",
    "はいくつ", "はいくら", "は", "いくつ", "は何", "はなに", "はいくつですか", "はいくらですか",
    "は何ですか", "を計算して", "を計算", "equals to", "的结果", "的结果是多少", "の答え", "の答えは", "ですか", "です",
    "please",
)  # fmt: skip
