"""From runs to findings: tables, groups, comparisons, intervals, trends.

Nothing is imported here: what is configured and read needs names and joins, and none of the tables.
"""
