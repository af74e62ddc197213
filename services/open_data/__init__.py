"""Open data: the counts as a package of tables for the open-data portal, Power BI and other programs."""
