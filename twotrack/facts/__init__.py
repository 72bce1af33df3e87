"""Facts of a tree as sorted data: what two releases of an API have in common, and what changed.

schema_facts      types, limits and enumerations of JSON Schemas, by the path of each property
operation_facts   operations: parameters, bodies, statuses, error codes
keyword_facts     key words of BCP 14 by page and section
tree_facts        all facts of a project, as JSON
difference        two sets of facts compared
"""
