"""The control tokens of the built-in model: ChatML's and one for each class and language."""

END_OF_TEXT, IM_START, IM_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CLASS_PREFIX = "<|class:"


def class_token(label: tuple[str, str]) -> str:
    """The control token of a class and language, such as `<|class:greeting:en|>`."""
    name, lang = label
    return f"{CLASS_PREFIX}{name}:{lang}|>"
