"""One form an operation: fields carry Zocdoc's own names."""
