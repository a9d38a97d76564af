"""The settings of a client: where they come from, and what they become.

- `settings`: what code gives
- `table`: the settings that the environment can give, as data; `setting` is a row of it
- `environment`: the variables that are set
- `read`: how a value is read and shown
- `resolver`: code before environment before default
- `connection`, `credentials`: what belongs together among the settings
- `resolved`: what a client is made with; `tokens` is its part for OAuth
- `entry`: what became of a setting, for people
- `config`: the settings of a client, as users hold and print them
"""

from .._tls.settings import Tls
from .config import Config
from .entry import ConfigEntry, Source
from .settings import Settings

__all__ = ["Config", "ConfigEntry", "Settings", "Source", "Tls"]
