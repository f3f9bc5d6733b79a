"""Lists as CSV files, with the filters that are set, for who may take them along."""
