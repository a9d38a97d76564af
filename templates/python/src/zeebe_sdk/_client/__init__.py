"""What both clients are made of; the methods that make calls are generated.

- `asynchronous`, `synchronous`: the bases of `AsyncZeebeClient` and `ZeebeClient`
- `async_shell`, `sync_shell`: they do what `_exchange` says is to be done
- `async_stream`, `sync_stream`: replies that are streams
- `fork`: clients in child processes
- `readiness`, `deploy`, `run_process`, `message_id`: what is more than a call
"""
