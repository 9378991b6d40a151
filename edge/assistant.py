"""The one door of the process that owns a home.

Everything in front of it (terminal app, command line, a program of one's own) sees the events of `edge.events` and
nothing else. How a turn goes on behind it is in `edge.ladder`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import glob
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from edge.archive import Exchange, Found
from edge.asked import Asked
from edge.catalogue import Catalogue, Model
from edge.cleaning import clean
from edge.cloud import Cloud
from edge.endpoints.info import EndpointInfo, Trial
from edge.engine import LocalEngine
from edge.engine.constraint import checked, to_grammar
from edge.errors import EdgeError, JournalError, SettingsError, UsageError
from edge.events import Face, Receipt, TurnRecord
from edge.faults import fault
from edge.guests import GuestJournal, TurnJournal
from edge.journal import Journal
from edge.kiosk.late import LateKiosk
from edge.ladder import Ladder
from edge.language import reply_language
from edge.offers import OfferListener, Queued, Tried
from edge.offline import OfflineMode
from edge.outbox import Outbox
from edge.paths import Paths
from edge.resources import Sampler
from edge.rings import Listener
from edge.router import LateReader
from edge.running import RunningTurn
from edge.samples.keeper import SampleKeeper
from edge.samples.ring import SampleRing
from edge.samples.sample import Sample
from edge.settings import Settings
from edge.skills.installed import any_installed
from edge.skills.late import LateSkills
from edge.speed import Speed
from edge.timing import Timing
from edge.transcript import Message
from edge.turn import Choice, ConversationInfo, Question, Status
from edge.understanding import STAYS_HERE

if TYPE_CHECKING:
    from edge.attachments.destination import Destination
    from edge.cloud.relay import Relay
    from edge.skills.clocks import Clock
    from edge.skills.service import SkillService

__all__ = ["Assistant"]

LOOK_S = 0.25
"""Between two looks whether the model is loaded, so that other preparations can begin."""


class Assistant:
    """The assistant of one home. Make one per process, and only in the process that holds the home's lock.

    All calls may come from any thread. Turns run in threads of their own; the engine serves them one after the other.
    """

    def __init__(
        self,
        paths: Paths | None = None,
        settings: Settings | None = None,
        *,
        alone: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        """With `alone`, a sentence that says why this process may not write the home, all is kept in memory.

        `clock` is what timers and alarms go by; None is the machine's.
        """
        self._paths = paths or Paths.default()
        self._settings = settings or Settings()
        self._alone = alone
        self._clock = clock
        self._offline = OfflineMode(self._paths.offline, in_memory=alone is not None)
        self._catalogue = Catalogue.of(self._paths)
        self._model = self._settings.model
        """Which local model answers, as the settings or `use_model` said it last."""
        journal = self._paths.journal
        self._journal = Journal.open(journal) if alone is None else Journal.in_memory(journal, alone)
        self._engine = LocalEngine(self._settings.engine, self._paths.cache if alone is None else None)
        self._reader = LateReader(self._settings.router, self._paths.calibrated)
        self._kiosk = LateKiosk(self._paths.kiosk, self._reader.read, lambda error: fault(error, self._paths.logs))
        self._skills = LateSkills(
            self._make_skills,
            clock.now if clock is not None else None,
            lambda: any_installed(self._paths.cache if alone is None else None),
            self._kiosk if self._kiosk.there else None,
        )
        self._cloud = Cloud(self._paths, self._settings, lambda: self._offline.on)
        self._turns: dict[RunningTurn, str] = {}  # with the conversation of each
        self._outbox = Outbox(
            self._settings,
            self._journal,
            self._cloud,
            offline=lambda: self._offline.on,
            busy=lambda: bool(self._turns),
            fault=lambda error: fault(error, self._paths.logs),
        )
        self._sampler = Sampler()
        samples = SampleRing(self._paths.samples if alone is None else None)
        self._samples = SampleKeeper(samples, self._sampler, lambda: self._engine.pid)
        self._guests = GuestJournal(self._is_note, self._journal.keep_figures)
        self._speed = Speed()
        self._ladder = self._ladder_over(self._journal)
        self._warmed = False
        self._closed = threading.Event()
        self._outbox.start()
        self._samples.start()

    def _ladder_over(self, journal: TurnJournal) -> Ladder:
        """The ladder of turns that this journal keeps."""
        return Ladder(
            self._paths,
            self._settings,
            journal,
            self._engine,
            self._skills,
            self._reader,
            self._cloud,
            self._outbox,
            self._sampler,
            self._speed,
            self._kiosk if self._kiosk.there else None,
        )

    @cached_property
    def _guests_ladder(self) -> Ladder:
        """Most processes have no guests."""
        return self._ladder_over(self._guests)

    def _make_skills(self) -> SkillService:
        from edge.skills.service import SkillService  # most turns are no commands

        return SkillService(
            self._paths,
            self._settings.skills,
            self,
            self._sampler,
            alone=self._alone,
            clock=self._clock,
            listed=self._kiosk.skill() if self._kiosk.there else None,
        )

    def ask(self, question: Question) -> RunningTurn:
        """Begin a turn. The message is on disk when this returns, unless it brings its `history`.

        Raises NoSuchModelError, SchemaError or UsageError, and then nothing was kept. What goes wrong later is in
        the record.
        """
        begun = time.monotonic()
        offline = question.offline or self._offline.on
        question = dataclasses.replace(question, text=clean(question.text), offline=offline)
        if question.attachments:
            from edge.attachments.file import cleaned  # few messages have any

            question = dataclasses.replace(question, attachments=cleaned(question.attachments))
        if self._cloud.keeps_back(question.text, question.attachments):
            question = dataclasses.replace(question, kept_back=True)
        if not question.text.strip():
            raise UsageError("There is no message: write what you want to say.")
        if self._closed.is_set():
            raise UsageError("The assistant is closed.")
        model = self._catalogue.choose(question.model or self._model)
        grammar = question.grammar if question.schema is None else to_grammar(checked(question.schema))
        if question.history is not None:
            return self._ask_for_guest(question, model, grammar, begun)
        started = self._journal.begin(question)
        earlier: tuple[Face, ...] = ()
        if question.replaces is not None:
            self._outbox.replaced(started.conversation)
            earlier = self._journal.earlier(started.turn)
        asked = Asked(question, started, model, grammar, begun, earlier)
        if asked.begun_reply is not None:
            choice: Choice = "cloud" if asked.begun_reply.by == "cloud" else "local"
            asked = dataclasses.replace(asked, question=dataclasses.replace(question, choice=choice))
        return self._begun(asked, self._ladder)

    def _ask_for_guest(self, question: Question, model: Model, grammar: str | None, begun: float) -> RunningTurn:
        """A turn of which nothing is kept; see `edge.guests`."""
        if question.begun is not None and question.begun.by == "local":
            # What the built-in model wrote it writes again; another one goes on, and no rule or endpoint in its place.
            begun_reply = None if model.builtin else question.begun
            question = dataclasses.replace(question, begun=begun_reply, choice=question.choice or "local")
        asked = Asked(question, self._guests.begin(question), model, grammar, begun)
        return self._begun(asked, self._guests_ladder)

    def _begun(self, asked: Asked, ladder: Ladder) -> RunningTurn:
        turn = RunningTurn(lambda turn: ladder.climb(turn, asked))
        turn.emit(asked.started)
        self._turns[turn] = asked.started.conversation
        turn.start(self._ended if asked.question.history is None else self._guest_leaves)
        return turn

    def _is_note(self, text: str) -> bool:
        """Whether a message is a command, or a kiosk's question, that stays on the device, with its reply."""
        if any(command.name.startswith(STAYS_HERE) for command in self._skills.recognize(text, "")):
            return True
        return self._kiosk.there and self._kiosk.may_answer(text)  # the reader may not be there yet

    def _guest_leaves(self, turn: RunningTurn) -> None:
        """Nothing of a guest's is kept, not in memory either; the engine's is overwritten by whoever comes next."""
        conversation = self._turns[turn]
        self._ended(turn)
        self._cloud.forget(conversation)
        self._skills.moved_on(conversation)

    def _ended(self, turn: RunningTurn) -> None:
        self._turns.pop(turn, None)
        self._outbox.turn_ended()

    def warm(self) -> None:
        """Begin to load the model, and after it the reader and what commands are compared with; returns at once."""
        if not self._turns:  # another model would take the engine from the turn under way; the next turn loads it
            with contextlib.suppress(EdgeError):  # the first question says it
                self._engine.warm(self._catalogue.choose(self._model))
        if not self._warmed:
            self._warmed = True
            threading.Thread(target=self._warm_skills, name="warm-skills", daemon=True).start()

    def _warm_skills(self) -> None:
        """Once the model is loaded: the user may begin with a question as well."""
        while self._engine.state == "loading" and not self._closed.wait(LOOK_S):
            pass
        self._reader.start()
        try:
            last = self._journal.conversations(1)
            said = self._journal.messages(last[0].uid, 20) if last else []
            self._skills.warm(reply_language("und", said))
        except EdgeError:
            return  # it was closed meanwhile
        except Exception as error:  # noqa: BLE001 - the first command would find it, too; no thread may end in a traceback
            fault(error, self._paths.logs)

    def status(self) -> Status:
        """The engine and the journal as they are now."""
        memory = self._sampler.memory(self._engine.pid)
        name, quantization, wrong = self._model, None, ""
        ready = None
        try:
            model = self._catalogue.choose(name)
            name, quantization = model.name, model.quantization
            ready = self._engine.ready_with(model)
        except EdgeError as error:
            wrong = str(error)
        return Status(
            model=name,
            quantization=ready.quantization if ready else quantization,
            state="down" if wrong else self._engine.state,
            detail=self._engine.down or wrong,
            owner_pid=os.getpid(),
            engine_pid=self._engine.pid,
            rss_mb=memory.rss_mb,
            engine_rss_mb=memory.engine_rss_mb,
            memory_only=self._journal.memory_only,
            offline=self._offline.on,
            outbox=self._outbox.waiting,
            notices=tuple(
                dict.fromkeys(
                    [
                        *self._journal.notices,
                        *self._skills.notices,
                        *self._kiosk.notices,
                        *self._reader.notices,
                        *self._outbox.notices,
                    ]
                )
            ),
        )

    def is_offline(self) -> bool:
        """Whether the user switched the network off for this assistant."""
        return self._offline.on

    def set_offline(self, offline: bool) -> None:
        """Switch it off or on, for this and every later process. Raises JournalError if that cannot be written."""
        try:
            self._offline.switch(offline)
        finally:
            self._outbox.mode_changed()

    def stop(self, conversation: str | None) -> bool:
        """Cancel the turns of a conversation, or all where None, but the one that calls. Returns whether any was."""
        others = [
            turn for turn, where in list(self._turns.items()) if conversation in (None, where) and not turn.runs_here()
        ]
        for turn in others:
            turn.cancel()
        return bool(others)

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Hear what rings; see `edge.turn.AssistantLike.listen`."""
        return self._skills.service().listen(ring, silence)

    def listen_offers(self, offer: OfferListener) -> Callable[[], None]:
        """Hear of late answers; see `edge.turn.AssistantLike.listen_offers`."""
        return self._outbox.listen(offer)

    def use_model(self, name: str) -> str:
        """Have this local model answer from the next turn on; see `edge.turn.AssistantLike.use_model`."""
        from edge.models.choosing import checked_for, kept  # nobody chooses before the first screen

        catalogue = Catalogue.of(self._paths)  # one that was added or tuned meanwhile is to be known
        name, model = checked_for(catalogue, name, self._settings.engine, self._engine.loaded)
        if self._alone is None:
            kept(self._paths, name)
        self._catalogue, self._model = catalogue, name
        self.warm()
        return model.name

    def endpoints(self) -> list[EndpointInfo]:
        """The configured endpoints and how each is now."""
        return self._cloud.infos()

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        """A chat completion with tools, for an endpoint; see `edge.turn.AssistantLike.relay`."""
        return self._cloud.relay(messages, options, language, self._journal.keep_figures)

    def test_endpoint(self, name: str) -> Trial:
        """Look at one of them, and ask it for a word; see `edge.turn.AssistantLike.test_endpoint`."""
        return self._cloud.test(name)

    def destination(
        self, tokens: int, conversation: str | None = None, choice: Choice | None = None, private: bool = False
    ) -> Destination:
        """Where files of so many tokens would go; see `edge.turn.AssistantLike.destination`."""
        from edge.attachments.destination import destination  # few messages have files

        question = Question("file", "file", choice=choice, private=private, offline=self._offline.on)
        model, known = self._catalogue.choose(self._model), None
        with contextlib.suppress(SettingsError):  # a list of endpoints that is wrong is told when one is asked
            known = self._cloud.states()
        found = self._journal.conversation(conversation) if conversation is not None else None
        ready = self._engine.ready
        return destination(
            tokens,
            question,
            known or (),
            self._settings.router,
            builtin=model.builtin,
            context=ready.n_ctx if ready else self._settings.engine.context or model.context,
            may_leave=found is None or not found.private,
        )

    def outbox(self) -> list[Queued]:
        """The questions that wait for an endpoint, in the order in which they are asked."""
        return self._outbox.rows()

    def outbox_send(self, uid: str) -> Tried:
        """Ask one of them now; see `Outbox.send`."""
        return self._outbox.send(uid)

    def outbox_cancel(self, uid: str | None) -> int:
        """Take one out of the outbox, or all where None. Returns how many there were."""
        return self._outbox.cancel(uid)

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        """The newest first; with `before` those behind this place."""
        return self._journal.conversations(limit, before)

    def conversation(self, uid: str) -> ConversationInfo | None:
        """One of them; None where there is none of that name."""
        return self._journal.conversation(uid)

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        """The conversations that have all words of `text`; see `edge.turn.AssistantLike.search`."""
        return self._journal.search(text, limit, before)

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        """Turns of a conversation, the oldest of them first; see `edge.turn.AssistantLike.exchanges`."""
        return self._journal.exchanges(conversation, limit, before, after)

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation another title; see `edge.turn.AssistantLike.rename`."""
        return self._journal.rename(conversation, title)

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last messages of a conversation, the oldest of them first."""
        return self._journal.messages(conversation, limit)

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns of a conversation, the oldest of them first."""
        return self._journal.turns(conversation, limit)

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row a turn, the oldest first."""
        return self._journal.stats_rows(since)

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        """How each turn went, in few figures, the oldest first."""
        return self._journal.timings(since, last)

    def samples(self, since: float | None = None) -> list[Sample]:
        """Memory, load and temperature over time, the last sample of this moment."""
        return self._samples.since(since)

    def receipts(self, since: float | None = None) -> list[Receipt]:
        """What left the device, a request each, the oldest first."""
        return self._journal.receipts(since)

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or all of them, everywhere: journal, what commands kept, saved states, drafts.

        Raises JournalError when something may be left in a file; everything else is erased all the same.
        """
        self._outbox.forget(conversation)
        self._cloud.forget(conversation)
        try:
            return self._journal.forget(conversation)
        finally:
            try:
                self._skills.service().forget(conversation)
            finally:
                self._forget_copies(conversation)

    def _forget_copies(self, conversation: str | None) -> None:
        name = "*" if conversation is None else f"{glob.escape(conversation)}.*"
        try:
            self._engine.forget()  # the state of the last conversation, whichever that is: it can be made again
            for draft in self._paths.drafts.glob(name):  # the terminal app names them for their conversation
                draft.unlink(missing_ok=True)
            if conversation is None:
                self._samples.forget()  # they tell when the assistant was used
                from edge.backup.plan import kept_aside  # hardly anybody erases all

                for file in kept_aside(self._paths):
                    file.unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"{error.filename} could not be erased ({error.strerror}): remove it by hand.") from None

    def close(self) -> None:
        """Cancel what is under way, keep its text, end the engine, close the journal."""
        self._closed.set()
        turns = list(self._turns)
        for turn in turns:
            turn.cancel()
        for turn in turns:
            turn.join(5)
        self._outbox.close()
        self._samples.close()
        self._reader.close()
        self._cloud.close()
        self._skills.close()
        self._engine.close()
        self._journal.close()
