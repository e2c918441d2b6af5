"""The oracle has to be there where it is demanded; else its tests are skipped with a reason."""

from __future__ import annotations

import os
from importlib.util import find_spec

if os.environ.get("CORRENTE_REQUIRE_ORACLE") and find_spec("numpyro") is None:
    raise RuntimeError("CORRENTE_REQUIRE_ORACLE is set, but NumPyro is not installed")
