"""Two records of one customer become one, and are parted again with nothing lost (CUS-6).

Nothing is deleted. The merged record stays, out of sight, with the rows of which the survivor has its like already;
all others move to the survivor and the MergeRecord remembers them. Parting gives every row back that is still with the
survivor, and every field that nobody has changed since. What came after the merge stays with the survivor.
"""

from alongside.domain.customers.actions.merging.fields import PARTS
from alongside.domain.customers.actions.merging.gathering import GATHER, gather_what_came_late
from alongside.domain.customers.actions.merging.joining import merge_customers
from alongside.domain.customers.actions.merging.parting import unmerge_customers
from alongside.domain.customers.actions.merging.rows import belongings

__all__ = ["GATHER", "PARTS", "belongings", "gather_what_came_late", "merge_customers", "unmerge_customers"]
