"""The rules that write an object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edge.engine.grammar.form import Form, Impossible, Nodes
from edge.engine.grammar.forms import Forms
from edge.engine.grammar.gbnf import Rules, either, sequence
from edge.engine.grammar.limits import Meter, Unsupported
from edge.engine.grammar.members import Member, members
from edge.engine.grammar.pattern import Pattern
from edge.engine.grammar.strings import Strings, json_text

__all__ = ["Objects"]

_REQUIRED = " is required"


class Objects:
    """Writes objects into `rules`. `value` gives the rule of a member's value."""

    def __init__(
        self, rules: Rules, strings: Strings, forms: Forms, meter: Meter, value: Callable[[Nodes, int], str]
    ) -> None:
        self._rules = rules
        self._strings = strings
        self._forms = forms
        self._meter = meter
        self._value = value

    def of(self, form: Form) -> str:
        """The rule of an object. Raises Impossible, TooLarge."""
        self._meter.spend(10 * (len(form.properties or ()) + len(form.required)))
        names = self._names(form)
        declared = self._declared(form, names)
        taken = [*(form.properties or {}), *form.required]
        if names is not None and names.values is not None:
            free = [name for name in names.values if isinstance(name, str) and name not in taken]
            declared += [member for name in free if (member := self._possible(form, name))]
            other = None
        else:
            other = self._other(form, taken, names)
        inside = members(self._rules, declared, other, form.members_least, form.members_most)
        if inside is None:
            where = form.where("minProperties", "maxProperties")
            raise Impossible(f"'minProperties' or 'maxProperties' at {where} cannot be kept")
        return self._rules.add("object", [sequence('"{"', either(inside), '"}"')])

    def _names(self, form: Form) -> Form | None:
        """What `propertyNames` says; nothing where it offers several forms, which is left to validation."""
        if not form.names:
            return None
        try:
            found = self._forms.of(form.names, form.depth)
        except Impossible:
            return Form(values=())
        return found[0] if len(found) == 1 else None

    def _declared(self, form: Form, names: Form | None) -> list[Member]:
        """The members with a name, in the order of the schema; of the optional ones those that are possible."""
        found = []
        for name in dict.fromkeys([*(form.properties or {}), *form.required]):
            if name not in form.required:
                if self._strings.allowed(name, names) and (member := self._possible(form, name)):
                    found.append(member)
            elif self._strings.allowed(name, names):
                found.append(self._needed(form, name))
            else:
                where = form.where("propertyNames")
                raise Impossible(f"'propertyNames' at {where} excludes '{name}', and it{_REQUIRED}")
        return found

    def _needed(self, form: Form, name: str) -> Member:
        """A required member."""
        try:
            return Member(_key(name), self._value(form.member(name), form.depth), required=True)
        except Impossible as why:
            if str(why).endswith(_REQUIRED):
                raise
            raise Impossible(f"{why}, and '{name}'{_REQUIRED}") from None

    def _possible(self, form: Form, name: str) -> Member | None:
        """An optional member, if any value fits it."""
        try:
            return Member(_key(name), self._value(form.member(name), form.depth), required=False)
        except Impossible:
            return None

    def _other(self, form: Form, taken: Sequence[str], names: Form | None) -> str | None:
        """The rule of a member that is not declared: by `patternProperties`, else by `additionalProperties`.

        A schema that declares members and says nothing of others gets no others: they would be allowed, and a small
        model would go on inventing them.
        """
        others = form.others_else if form.others is None else form.others
        candidates: list[tuple[Nodes, Pattern | None]] = []
        if form.patterned:
            patterns = ((node, self._strings.pattern(text)) for text, node in form.patterned)
            candidates = [((node,), pattern) for node, pattern in patterns if pattern is not None]
        elif others is not None or (form.properties is None and not taken) or form.members_least > len(taken):
            candidates = [(others or (), None)]
        found = []
        for nodes, pattern in candidates:
            try:
                value = self._value(nodes, form.depth)
                key = self._strings.key(taken, names, pattern)
            except (Impossible, Unsupported):
                continue
            if key is not None:
                found.append(f'{key} ":" {self._rules.space} {value}')
        return self._rules.add("member", found) if found else None


def _key(name: str) -> str:
    return f"{json_text(name)}:"
