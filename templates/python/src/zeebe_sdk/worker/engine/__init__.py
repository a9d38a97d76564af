"""What makes a worker work, for one type of jobs.

- `life`: from its start to its end
- `acquire`: the loop that polls, reads the stream and takes jobs in hand; when, and for how many,
  is decided in `polling` and `streaming`, and what a failure means in `fault`
- `held`: one job, from its arrival to the report of its outcome; `prolong` keeps it reserved
- `slots`: how many jobs are in hand
- `bell`: what the loop waits for

Everything happens on one event loop, between two awaits of which nothing else happens, so there are
no locks.
"""
