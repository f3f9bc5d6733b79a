"""The HTTP client of Zocdoc's partner API: no Django, one module that sends, one module a resource."""
