"""The terminal app. It shows the events of a turn and has no logic of its own about routing or answering."""
