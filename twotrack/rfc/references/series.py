"""The sub-series of RFCs that drafts cite most: the RFCs that belong to a BCP or STD number.

From the indexes of the RFC Editor (https://www.rfc-editor.org/bcps, /standards); only groups that have
been stable for years are listed, any other must be defined in `drafts/references.yml`.
"""

from __future__ import annotations

MEMBERS: dict[str, tuple[int, ...]] = {
    "BCP9": (2026, 5657, 6410, 7100, 7127, 7475, 8789, 9282),
    "BCP14": (2119, 8174),
    "BCP18": (2277,),
    "BCP26": (8126,),
    "BCP32": (2606,),
    "BCP35": (7595,),
    "BCP38": (2827,),
    "BCP41": (2914, 7141),
    "BCP47": (4647, 5646),
    "BCP56": (9205,),
    "BCP61": (3365,),
    "BCP72": (3552, 9416),
    "BCP78": (5378,),
    "BCP79": (8179,),
    "BCP84": (3704, 8704),
    "BCP90": (3864,),
    "BCP97": (3967, 4897, 8067),
    "BCP100": (7120,),
    "BCP106": (4086,),
    "BCP107": (4107,),
    "BCP145": (8085,),
    "BCP156": (6056,),
    "BCP165": (6335,),
    "BCP178": (6648,),
    "BCP188": (7258,),
    "BCP190": (8820,),
    "BCP205": (7942,),
    "BCP195": (8996, 9325),
    "BCP212": (8252,),
    "BCP225": (8725,),
    "STD3": (1122, 1123),
    "STD6": (768,),
    "STD7": (9293,),
    "STD13": (1034, 1035),
    "STD63": (3629,),
    "STD64": (3550,),
    "STD65": (3551,),
    "STD66": (3986,),
    "STD68": (5234,),
    "STD72": (6409,),
    "STD77": (7011,),
    "STD80": (20,),
    "STD86": (8200,),
    "STD87": (8201,),
    "STD90": (8259,),
    "STD94": (8949,),
    "STD96": (9052, 9338),
    "STD97": (9110,),
    "STD98": (9111,),
    "STD99": (9112,),
}

_OF = {number: key for key, numbers in MEMBERS.items() for number in numbers}


def of(number: int) -> tuple[str, str] | None:
    """Find the sub-series ("BCP", "14") an RFC belongs to, if it is a known one."""
    key = _OF.get(number)
    return (key[:3], key[3:]) if key else None
