"""What is done without a language model: commands, and the values that they are said with.

`recognition` reads the commands in a message, `service.SkillService` carries them out, `ringer` rings what is due, and
`store` keeps it. A skill is one file in the shape of `skill.Skill`; what it says stands in `replies`.
"""
