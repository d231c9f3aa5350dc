"""Estates, buildings, units, and the catalogue of places in them (EST-1, 2, 3), in chapters."""

from alongside.domain.estates.models.catalogue import Location
from alongside.domain.estates.models.drawing import ContractDrawing
from alongside.domain.estates.models.plan import FloorPlan, Pin
from alongside.domain.estates.models.scope import PartOfEstateQuerySet, ScopedQuerySet
from alongside.domain.estates.models.site import Building, DeliveryMove, Estate, EstateFact, Phase, PublicArea
from alongside.domain.estates.models.unit import Unit, UnitAct, UnitPrice

__all__ = [
    "Building",
    "ContractDrawing",
    "DeliveryMove",
    "Estate",
    "EstateFact",
    "FloorPlan",
    "Location",
    "PartOfEstateQuerySet",
    "Phase",
    "Pin",
    "PublicArea",
    "ScopedQuerySet",
    "Unit",
    "UnitAct",
    "UnitPrice",
]
