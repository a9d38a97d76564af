"""A call from its first attempt to its last: deadline, line, retries.

Everything is decided without waiting and without a connection. `course` is a generator that says
what is to be done next and is told what came of it; two thin shells do it, one for asyncio and
one for threads. Both are in `_client`.

- `core`: what the calls of a client share
- `plan`: what is known before anything is sent
- `steps`: what a shell is asked to do
- `course`: the loop over the attempts
- `proofs`: what proves who calls, on every attempt
- `judge`: what to do after a failed attempt; all rules about retries
- `report`: the error at the end
"""
