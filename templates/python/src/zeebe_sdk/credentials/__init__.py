"""What proves to the gateway who calls.

- `schemes`: what a user chooses from
- `supplier`: credentials that the user's own code supplies
- `authenticator`: what is attached to a call, and what happens when the gateway does not accept it
- `oauth`: tokens of an OAuth server
- `background`: work that a call waits for, and that goes on when the call gives up
- `secret`: texts that are never shown
"""

from .authenticator import Occasion
from .oauth.client import OAuth
from .schemes import Basic, Bearer, Credentials, Supplied, Supplier

__all__ = ["Basic", "Bearer", "Credentials", "OAuth", "Occasion", "Supplied", "Supplier"]
