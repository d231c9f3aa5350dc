"""`python -m tests.doors`: write the table anew, to be read and committed."""

import os
import sys

import pytest

os.environ["REWRITE_DOORS"] = "1"
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "tests/doors/test_doors.py"]))
