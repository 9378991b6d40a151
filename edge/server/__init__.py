"""`edge serve`: the assistant over HTTP, for programs and pages on this machine.

`/v1/chat/completions` and `/v1/models` speak as OpenAI's API does, `/v1/turns` tells every event of a turn. Clients
hold their own conversations; nothing of them is kept unless they ask for it. docs/serve.md says all of it.
"""
