"""F8 and `/settings`: every setting by section, what it is about, where its value comes from, and changing it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from edge.cleaning import clean
from edge.errors import EdgeError, SettingsError
from edge.settings import Loaded, Setting, declared
from tui.background import in_background
from tui.choices import spread
from tui.field import Field
from tui.fuzzy import match
from tui.key_bar import KeyBar
from tui.language import translated
from tui.message import Line
from tui.panel import Panel
from tui.session import Session
from tui.setting_form import SettingForm
from tui.settings_texts import SettingsTexts, rule, written
from tui.strings import Strings

if TYPE_CHECKING:
    from tui.app import ChatApp

__all__ = ["SettingsScreen"]


class SettingsScreen(Panel[None]):
    """The list, and below it what is to be said of the chosen setting."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("slash", "find", ""),
        ("r,delete", "reset", ""),
    ]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__(session, strings)
        self._loaded: Loaded | None = None
        self._listed: list[Setting | None] = []
        """What each line of the list is; None for a heading."""
        self._told: Setting | None = None
        """Which one stands below the list."""
        self._field = Field(placeholder=self._texts.find, name="find")
        self._list = OptionList(id="settings", markup=False)
        self._detail = Line("", classes="detail")
        self._keys = KeyBar()

    @property
    def _texts(self) -> SettingsTexts:
        return translated(SettingsTexts, self.strings.language)

    def body(self) -> Iterable[Widget]:
        """What stands between title and foot."""
        yield self._field
        yield self._list
        yield VerticalScroll(self._detail, id="about", can_focus=False)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield from super().compose()
        yield self._keys

    def on_mount(self) -> None:
        """Read the settings."""
        self._foot.display = False  # the keys have a bar of their own, which can be clicked
        self._label()
        self._list.focus()
        self.run_worker(self._read())

    async def relabel(self) -> None:
        """See `tui.labels`."""
        self._label()

    def _label(self) -> None:
        texts = self._texts
        self.entitle(texts.in_file.format(file=_short(self._app.preferences.config)))
        self._field.placeholder = texts.find
        self._keys.show([(texts.keys[name], name) for name in ("change", "reset", "find", "close")])
        if self._loaded is not None:
            self._show()

    # What there is

    async def _read(self) -> None:
        try:
            self._loaded = await in_background(self._app.preferences.load)
        except EdgeError as error:
            self.say(str(error))
        else:
            self._show()

    def on_resize(self) -> None:
        """The values stand at the right end of their lines."""
        if self._loaded is not None:
            self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _typed(self) -> None:
        """The setting whose name fits best is chosen."""
        query = self._field.value
        scores = {key: found.score for key in declared() if query.strip() and (found := match(query, key))}
        self._show(max(scores, key=lambda key: scores[key]) if scores else "")

    def _show(self, wanted: str = "") -> None:
        """List what fits to the text in the field, and choose the setting of that key, else the same one as before."""
        loaded, chosen = self._loaded, self._chosen
        wanted = wanted or (chosen.key if chosen is not None else "")
        if loaded is None:
            return
        found = [one for one in declared().values() if self._fits(one)]
        self._listed.clear()
        options: list[Option] = []
        width = self._list.scrollable_content_region.width
        for one in found:
            section = one.key.rpartition(".")[0]
            if not self._listed or self._listed[-1] is None or self._listed[-1].key.rpartition(".")[0] != section:
                self._listed.append(None)
                options.append(Option(Content(self._texts.sections.get(section, section)), disabled=True))
            self._listed.append(one)
            options.append(Option(self._line(one, loaded, width)))
        self._list.clear_options()
        self._list.add_options(options or [Option(self._texts.nothing, disabled=True)])
        again = next((place for place, one in enumerate(self._listed) if one is not None and one.key == wanted), 1)
        self._list.highlighted = again if self._listed else None
        self._tell_about()
        self.call_after_refresh(self._list.scroll_to_highlight)

    def _fits(self, setting: Setting) -> bool:
        query, texts = self._field.value, self._texts
        words = f"{setting.key} {texts.about[setting.key]} {setting.about}"
        return match(query, setting.key) is not None or match(query, words, words=True) is not None

    def _line(self, setting: Setting, loaded: Loaded, width: int) -> Content:
        changed = setting.key in loaded.sources
        value = Content(clean(written(loaded.value(setting.key), self._texts)))
        room = max(8, width - len(setting.key) - 4)
        value = value.truncate(room, ellipsis=True).stylize("bold" if changed else "")
        return spread(Content(f"  {setting.key}"), value, width)

    @property
    def _chosen(self) -> Setting | None:
        place = self._list.highlighted
        return self._listed[place] if place is not None and place < len(self._listed) else None

    @on(OptionList.OptionHighlighted)
    def _tell_about(self) -> None:
        setting, loaded, texts, joint = self._chosen, self._loaded, self._texts, self.strings.joint
        if setting != self._told:
            self.say("")
            self._told = setting
        if setting is None or loaded is None:
            self._detail.show("")
            return
        source = loaded.sources.get(setting.key)
        default = texts.default.format(value=written(setting.default, texts))
        facts = [
            rule(setting, texts, joint),
            *([texts.is_default] if source is None else [default, self._said_of(source)]),
        ]
        facts.append(texts.at_once if setting.at_once else texts.next_start)
        self._detail.show("\n".join([texts.about[setting.key], joint.join(filter(None, facts))]))

    def _said_of(self, source: str) -> str:
        if source == "flag":
            return self._texts.from_flag
        if source == str(self._app.preferences.config):
            return self._texts.from_file
        return self._texts.from_variable.format(variable=source)

    # What the user does

    @on(OptionList.OptionSelected)
    def _change(self) -> None:
        setting, loaded = self._chosen, self._loaded
        if setting is None or loaded is None:
            return

        async def closed(changed: bool | None) -> None:
            if changed:
                await self._take_over(setting, "kept")

        value = loaded.value(setting.key)
        form = SettingForm(setting, value, self._texts, lambda typed: self._keep(setting, typed))
        self.app.push_screen(form, closed)

    def action_change(self) -> None:
        """Enter, from the bar of keys."""
        self._change()

    async def _keep(self, setting: Setting, typed: str) -> str:
        try:
            await in_background(lambda: self._app.preferences.keep(setting.key, typed))
        except SettingsError as error:
            said = rule(setting, self._texts, self.strings.joint)
            return self._texts.not_possible.format(rule=said) if self._is_wrong(setting, typed) and said else str(error)
        return ""

    @staticmethod
    def _is_wrong(setting: Setting, typed: str) -> bool:
        """Whether it is the value that is wrong, and not the file that cannot be written."""
        try:
            setting.parse(typed, setting.key)
        except SettingsError:
            return True
        return False

    async def action_reset(self) -> None:
        """R and Delete."""
        setting, loaded = self._chosen, self._loaded
        if setting is None or loaded is None:
            return
        if setting.key not in loaded.sources:
            self.say(self._texts.no_reset.format(key=setting.key))
            return
        try:
            await in_background(lambda: self._app.preferences.reset(setting.key))
        except SettingsError as error:
            self.say(str(error))
        else:
            await self._take_over(setting, "reset")

    async def _take_over(self, setting: Setting, done: Literal["kept", "reset"]) -> None:
        """The file has changed: show it, and have the app take over what it can."""
        await self._read()
        if self._loaded is None:
            return
        if setting.at_once:
            await self._app.apply(setting.key, self._loaded.value(setting.key))
        source = self._loaded.sources.get(setting.key)
        texts = self._texts
        if source is None or source == str(self._app.preferences.config):
            effect = texts.at_once if setting.at_once else texts.next_start
            said = texts.kept if done == "kept" else texts.reset
            self.say(self.strings.joint.join([said.format(key=setting.key), effect]))
        elif source == "flag":
            self.say(texts.overruled_by_flag)
        else:
            self.say(texts.overruled_by_variable.format(variable=source))

    def action_find(self) -> None:
        """The key `/`."""
        self._field.focus()
        self._field.action_select_all()

    @on(Input.Submitted)
    def _found(self) -> None:
        self._list.focus()

    def action_close(self) -> None:
        """Esc: from the field to the list, from there back."""
        if self._field.has_focus or self._field.value:
            self._field.value = ""
            self._list.focus()
        else:
            self.dismiss()

    @property
    def _app(self) -> ChatApp:
        return cast("ChatApp", self.app)


def _short(path: Path) -> str:
    """As people write it: `~` for the user's own folder."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):  # it lies elsewhere, or there is no such folder
        return str(path)
