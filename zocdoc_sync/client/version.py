"""The product's version, as Zocdoc's support sees it in our User-Agent."""

__version__ = "0.1.0"
