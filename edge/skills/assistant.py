"""The assistant itself: `assistant.help`, `assistant.about`, `assistant.repeat`, `assistant.stop`."""

from __future__ import annotations

from edge import __version__
from edge.skills.names import Command
from edge.skills.replies.assistant import EXAMPLES, TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.wording import quoted, say

__all__ = ["AssistantSkill"]


class AssistantSkill:
    """What it can do, what it is, what it said, and quiet."""

    names = ("assistant.help", "assistant.about", "assistant.repeat", "assistant.stop")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s = surroundings
        match command.name:
            case "assistant.help":
                return _help(s)
            case "assistant.about":
                model = s.host.status().model
                return Outcome(say(TEXTS, "about", s.language, model=model), {"version": __version__, "model": model})
            case "assistant.repeat":
                if not s.previous_reply:
                    return Outcome(say(TEXTS, "nothing_to_repeat", s.language), done=False)
                return Outcome(s.previous_reply)
            case _:
                silenced = s.ringer.silence()
                # Those who share a device stop their own answers only.
                alone = s.surface in {"terminal", "cli"}
                stopped = s.host.stop(None if alone else s.conversation) or bool(silenced)
                text = say(TEXTS, "stopped" if stopped else "nothing_to_stop", s.language)
                return Outcome(text, {"silenced": len(silenced)}, done=stopped)


def _help(s: Surroundings) -> Outcome:
    skills = {name.partition(".")[0] for name in s.usable}
    shown = [skill for skill in EXAMPLES if skill in skills]
    lines = [say(TEXTS, "help", s.language)]
    lines += [f"- {quoted(say(EXAMPLES, skill, s.language), s.language)}" for skill in shown]
    lines.append(say(TEXTS, "help_rest", s.language))
    return Outcome("\n".join(lines), {"skills": sorted(skills)})
