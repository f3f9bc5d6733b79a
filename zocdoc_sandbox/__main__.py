"""Start the stand-in as its own process: python -m zocdoc_sandbox [PORT] [options]."""

import argparse
import os
import sys

from zocdoc_sandbox.options import add_options


def main() -> int:
    """Read the options, set this process up for the stand-in's own settings, and serve until told to end."""
    parser = argparse.ArgumentParser(prog="zocdoc_sandbox", description="A stand-in for Zocdoc's servers")
    add_options(parser)
    options = parser.parse_args()
    if bool(options.webhook_url) != bool(options.webhook_key):
        parser.error("--webhook-url and --webhook-key go together.")
    if options.database:
        os.environ["SANDBOX_DATABASE"] = options.database
    if options.more_providers:
        os.environ["SANDBOX_MORE_PROVIDERS"] = str(options.more_providers)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zocdoc_sandbox.settings"

    import django  # noqa: PLC0415 (the settings must be named before Django is loaded)

    django.setup()
    from zocdoc_sandbox.serving import serve  # noqa: PLC0415 (models need Django to be set up)

    return serve(options)


if __name__ == "__main__":
    sys.exit(main())
