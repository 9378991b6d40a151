"""Values that are secret because of the name in front of them: `password=…`, 密码：…, `api_key: "…"`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from cloud_client.masking.kinds import Kind, Span

__all__ = ["in_addresses", "named"]

_WESTERN = (
    r"(?P<western>(?<![a-z_])(?:pass|pw)(?![a-z])|(?<![a-z])(?:pwd)(?![a-z])|pass(?:word|wd|phrase|code)|passwd|"
    r"(?<![a-z])pin(?:[ _-]?code)?(?![a-z]))"
)
_EASTERN = r"(?P<eastern>密[码碼](?!学|學|本|锁|机)|口令|验证码|驗證碼|pin码|パスワード|パスフレーズ|暗証番号)"
_TOKENS = (
    r"(?P<secret>secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|(?<![a-z])key|credential|signature|"
    r"密钥|秘钥|密鑰|令牌|私钥|トークン|秘密鍵|キー)"
)
_IS = "是|为|為|は|が|を|改成|改为|换成|(?:我?设|设置)(?:的是|成了?|为)"
_NAME = re.compile(
    rf"(?:(?:{_WESTERN}|{_TOKENS})[A-Za-z0-9_]{{0,20}}+|{_EASTERN})[\"']?\]?"
    r"(?P<link> {0,3}(?::=|=>|[:=])[ \t]{0,3}"
    rf"|[ \t]{{0,2}}(?:is|was|to|are)[ \t]{{1,2}}|[ \t]?(?:{_IS})[ \t]?"
    r"|[ \t]{1,2}|(?=[!-~“「『]))",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    "\"([^\"\n]{4,200})\"|'([^'\n]{4,200})'|“([^”\n]{4,200})”|「([^」\n]{4,200})」|『([^』\n]{4,200})』"
)
_BARE = re.compile(r"[!#-&*+\--:=?-Z\\^-z|~]{4,200}+")
"""Printable ASCII but quotes, brackets, comma and semicolon."""
_TOKEN = re.compile(r"[\"'“「]?([A-Za-z0-9+/_=.~!@#$%^&*-]{12,400}+)")
_CODE = re.compile(r"[A-Za-z_][\w.]*[(\[]|[$<{%]|os\.|process\.|env\.")
_EMPTY = {"none", "null", "true", "false", "undefined", "empty", "default", "hidden", "required", "optional"}
_TYPES = {"string", "str", "text", "value", "password", "passwd", "token", "secret", "example", "todo", "changeme"}
_NO_VALUE = _EMPTY | _TYPES | {"your_password", "yourpassword", "your-password"}
"""What stands where a password could, and is none."""

_ASSIGNED = re.compile(
    r"(?<![\w.-])[\"']?(?P<name>[A-Za-z_][\w.-]{0,60}+)[\"']?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}"
    r"[\"']?(?P<value>[A-Za-z0-9+/_=-]{20,400}+)"
)
_KNOWN_RANDOM = re.compile(
    r"sha|md5|hash|digest|commit|checksum|etag|integrity|uuid|guid|crc|revision|fingerprint|(?:^|[_.-])(?:id|rev|url|path)$",
    re.IGNORECASE,
)
_ENTROPY = 3.5
"""Bits a character, by its own characters: of 5,000 random strings of 20 letters and digits nearly all have more.

Joined words can have as much; they lack digits, or one of the two cases.
"""

_IN_ADDRESS = re.compile(
    r"://[^\s/@:\"'<>]{0,64}+:([^\s/@\"'<>]{1,200}+)@|(?<![\w-])(?:-u|--user)[ =][^\s:\"']{1,64}+:([^\s\"']{4,200}+)"
)


def named(plain: str) -> Iterator[Span]:
    """Passwords and secrets behind their names, and random strings that something is set to."""
    for found in _NAME.finditer(plain):
        span = _password(plain, found) if found["secret"] is None else _secret(plain, found)
        if span is not None:
            yield span
    for found in _ASSIGNED.finditer(plain):
        value = found["value"]
        mixed = all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
        if mixed and entropy(value) >= _ENTROPY and not _KNOWN_RANDOM.search(found["name"]) and value.count("/") < 4:
            yield Span(found.start("value"), found.end("value"), "key")


def in_addresses(plain: str) -> Iterator[Span]:
    """Passwords in addresses: `scheme://user:password@host`, and behind curl's `-u user:`."""
    for found in _IN_ADDRESS.finditer(plain):
        group = found.lastindex or 0
        if not _is_placeholder(found[group]):
            yield Span(found.start(group), found.end(group), "password")


def entropy(text: str) -> float:
    """Bits a character, by how often each occurs in the text itself (Shannon)."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def _password(plain: str, found: re.Match[str]) -> Span | None:
    link, at = found["link"].strip(), found.end()
    assigned = bool(link) and link[-1] in ":=>"
    eastern = found["eastern"] is not None
    quoted = _QUOTED.match(plain, at)
    if quoted and (link or eastern):
        group = quoted.lastindex or 0
        value = quoted[group]
        ascii_enough = link or re.search("[0-9A-Za-z]", value)
        return None if _is_no_value(value) or not ascii_enough else _span(quoted.start(group), value)
    bare = _BARE.match(plain, at)
    if bare is None:
        return None
    if not link and not eastern:
        spaced = found["link"] and re.fullmatch(r"[0-9]{4,12}|(?=[!-~]*[0-9])(?=[!-~]*[A-Za-z])[!-~]{6,}", bare[0])
        return _span(at, bare[0]) if spaced and not _CODE.match(plain, at) else None
    value = bare[0].rstrip(".:?") if eastern or not assigned else bare[0].rstrip(".:")
    code = _CODE.match(plain, at)
    if len(value) < 4 or code or _is_no_value(value):
        return None
    if not re.fullmatch("[A-Za-z_.-]+", value):
        plainly = len(value) >= 6 or assigned or (eastern and bool(link)) or value.isdigit()
        return _span(at, value) if plainly and (re.search("[0-9]", value) or assigned or eastern) else None
    if eastern:
        return _span(at, value) if assigned else None
    before = plain[max(0, found.start() - 1) : found.end()]
    shouted = found[0].upper() == found[0]
    tight = assigned and found["link"] == "=" and plain[at + len(value) : at + len(value) + 1] not in {",", ")", "("}
    return _span(at, value) if (tight and (shouted or before.startswith(("-", "&", "?", " ")))) else None


def _secret(plain: str, found: re.Match[str]) -> Span | None:
    link = found["link"].strip()
    token = _TOKEN.match(plain, found.end())
    if token is None or not found["link"] or _CODE.match(plain, token.start(1)):
        return None
    value = token[1].rstrip(".")
    telling = bool(re.search("[0-9]", value)) and bool(re.search("[A-Za-z]", value))
    if not telling or len(value) < 12 or _is_placeholder(value) or entropy(value) < 2.5 or value.count("/") >= 4:
        return None
    quoted = token.start(1) > token.start()
    if not quoted and not re.search(r"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{8}", value):
        return None
    if not link and (len(value) < 16 or len(re.findall("[0-9]", value)) < 3):
        return None
    return _span(token.start(1), value, "key")


def _span(at: int, value: str, kind: Kind = "password") -> Span:
    return Span(at, at + len(value), kind)


def _is_no_value(value: str) -> bool:
    bare = value.strip().lower().rstrip("&;")
    return bare in _NO_VALUE or len(set(bare)) == 1 or _is_placeholder(value)


def _is_placeholder(value: str) -> bool:
    """Whether it only says that a value comes here: <password>, ${PASSWORD}, {{password}}, %s, ****."""
    return re.match(r"[<$%{*]", value) is not None and re.search(r"[>})s*A-Z_]$", value) is not None
