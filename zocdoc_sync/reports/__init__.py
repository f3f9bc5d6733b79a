"""Reports: figures that the database counts, each as a table and a plot, without patient data."""
