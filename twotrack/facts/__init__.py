"""Facts of a tree as sorted data: the common parts of two releases of an API, and the changes.

schema_facts      types, limits and enumerations of JSON Schemas, by the path of each property
operation_facts   operations: parameters, bodies, statuses, error codes
keyword_facts     key words of BCP 14 by page and section
tree_facts        all facts of a project, as JSON
difference        two sets of facts compared
"""
