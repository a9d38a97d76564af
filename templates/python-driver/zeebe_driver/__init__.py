"""Makes the calls that it is told: one JSON object a line on standard input, one a line on standard
output, correlated by `id`. It ends with its input.

`session` does what a line says and remembers clients and streams; `clients` makes a client from
its settings, and `callers` makes calls with it, asynchronously or in threads. `arguments`, `plain`
and `variables` turn JSON into what the SDK takes, `replies` and `errors` turn what it gives back
into JSON. `worker` has handlers that do as they are told. `gateway` and `messages` are printed from
the API.
"""
