"""Keys and tokens that can be told by their form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_client.masking.kinds import Span

__all__ = ["keys"]

# Every pattern begins at the start of a run of its characters, and takes that run whole or in bounded pieces without
# going back: otherwise a long row of beginnings would cost quadratic time.
_RUN = r"(?<![A-Za-z0-9_-])"
_FORMS = [
    (beginnings.split(), re.compile(_RUN + form))
    for beginnings, form in (
        ("AKIA ASIA ABIA ACCA AROA AIDA", r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])"),  # AWS
        ("LTAI AKID", r"(?:LTAI[A-Za-z0-9]{12,28}|AKID[A-Za-z0-9]{13,40})(?![A-Za-z0-9])"),  # Alibaba, Tencent Cloud
        ("gho_ ghp_ ghs_ ghu_ ghr_ github_pat_", r"gh[opsur]_[A-Za-z0-9]{30,255}+|github_pat_[A-Za-z0-9_]{22,255}+"),
        ("glpat- glptt- glrt- gldt-", r"gl(?:pat|ptt|rt|dt)-[A-Za-z0-9_-]{20,255}+"),
        # OpenAI, Anthropic, DeepSeek, Stripe
        ("sk- sk_ pk_ rk_ wk_ pk- rk- wk-", r"[sprw]k[-_](?=[A-Za-z0-9_-]{0,80}[0-9])[A-Za-z0-9_-]{16,400}+"),
        ("whsec_", r"whsec_[A-Za-z0-9+/=]{20,400}+"),
        ("xox xapp-", r"xox[abceoprs]-[A-Za-z0-9-]{10,400}+|xapp-[A-Za-z0-9-]{20,400}+"),  # Slack
        ("AIza ya29.", r"AIza[A-Za-z0-9_-]{30,45}+|ya29\.[A-Za-z0-9_-]{20,1000}+"),  # Google
        ("GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{20,40}+"),
        ("hf_ npm_", r"hf_[A-Za-z0-9]{30,60}+|npm_[A-Za-z0-9]{30,60}+"),
        ("pypi- dop_v1_", r"pypi-[A-Za-z0-9_-]{50,400}+|dop_v1_[a-f0-9]{60,70}+"),
        ("SG.", r"SG\.[A-Za-z0-9_-]{16,32}+\.[A-Za-z0-9_-]{16,64}+"),  # SendGrid
        (":AA", r"[0-9]{8,10}:AA[A-Za-z0-9_-]{30,40}+"),  # Telegram
        # JWT, RFC 7519
        ("eyJ", r"eyJ[A-Za-z0-9_-]{8,4000}+\.[A-Za-z0-9_-]{4,16000}+(?:\.[A-Za-z0-9_-]{0,2000}+){1,3}"),
    )
]
"""What has to stand in the text for a form to be looked for, which is quick to tell, and the form."""
_HOOK = re.compile(r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/]{20,200}+)")
_BEARER = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:bearer|basic)[ \t]{1,4}|authorization[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?:token |key )?)"
    r"(?=[A-Za-z0-9._~+/-]{0,200}[0-9])([A-Za-z0-9._~+/-]{12,4000}+={0,2})",
    re.IGNORECASE,
)
_PEM = re.compile(r"-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_BODY = re.compile(r"(?:[A-Za-z0-9+/=:,\s\\]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9]))*+")
"""The lines of a key that is cut off, its headers (DEK-Info: AES-128-CBC) included."""


def keys(plain: str) -> Iterator[Span]:
    """Keys, tokens and private keys in a folded text."""
    for beginnings, form in _FORMS:
        for found in form.finditer(plain) if any(begin in plain for begin in beginnings) else ():
            yield Span(found.start(), found.end(), "key")
    for pattern in (_HOOK, _BEARER):
        for found in pattern.finditer(plain):
            yield Span(found.start(1), found.end(1), "key")
    yield from _private_keys(plain)


def _private_keys(plain: str) -> Iterator[Span]:
    begun: re.Match[str] | None = None
    for mark in _PEM.finditer(plain):
        if begun is not None and mark[1] == "END":
            yield Span(begun.start(), mark.end(), "key")
            begun = None
        elif mark[1] == "BEGIN":
            if begun is not None:
                yield _cut_off(plain, begun)
            begun = mark
    if begun is not None:
        yield _cut_off(plain, begun)


def _cut_off(plain: str, begun: re.Match[str]) -> Span:
    body = _PEM_BODY.match(plain, begun.end())
    return Span(begun.start(), body.end() if body else begun.end(), "key")
