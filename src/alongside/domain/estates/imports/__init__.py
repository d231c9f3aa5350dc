"""Taking in the estates' part of the packs, and units in bulk."""

from alongside.domain.estates.imports.catalogue import load_locations
from alongside.domain.estates.imports.units import UNIT_COLUMNS, import_units

__all__ = ["UNIT_COLUMNS", "import_units", "load_locations"]
