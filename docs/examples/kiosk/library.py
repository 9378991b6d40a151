"""What the library's commands do in Python: a function gets the slots by their names and may return what is said."""


def book_room(area: str = "study", hours: int = 1, minutes: int = 0) -> str:
    """Book a room from now on. A real one would ask the booking system, and may take five seconds."""
    until = hours * 60 + minutes
    return f"{area}: {until} min"
