"""What holds for every file of the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "zocdoc_sync", "workflows_app", "zocdoc_sandbox")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)
LONGEST = 300
VAGUE = {"utils", "util", "helpers", "services", "managers", "common", "core", "misc"}


def tracked():
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listing.stdout.splitlines()]


def texts():
    for path in tracked():
        if path.is_file() and path.suffix in {
            ".py",
            ".md",
            ".toml",
            ".html",
            ".css",
            ".js",
            ".txt",
            ".in",
            ".service",
            "",
        }:
            yield path, path.read_text(encoding="utf-8")


def test_no_module_is_longer_than_the_limit():
    too_long = {
        str(path.relative_to(ROOT)): n for path in MODULES if (n := len(path.read_text().splitlines())) > LONGEST
    }
    assert too_long == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if path.stem in VAGUE or path.parent.name in VAGUE] == []


def test_every_silenced_check_says_why():
    silent = re.compile(
        r"(# noqa(?!: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* \())|(# type: ignore(?!\[[\w-]+(, ?[\w-]+)*\]  # ))"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if silent.search(line)
    ]
    assert found == []


def test_nothing_of_one_machine_or_registry_is_in_the_repository():
    words = re.compile(r"(^|[\s\"'=(])/(work|farm|tmp/bash_jobs)/|find-links|extra-index-url|files\.pythonhosted")
    found = [str(path.relative_to(ROOT)) for path, text in texts() if path != Path(__file__) and words.search(text)]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_requirement_has_a_version_and_hashes(name):
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    assert entries
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == []


def test_there_are_at_most_twenty_five_direct_runtime_dependencies():
    direct = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and not line.startswith("#")]
    assert len(direct) <= 25
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    names = [re.split(r"[\[<>=]", line)[0] for line in direct]
    assert [name for name in names if f"`{name}`" not in explained] == []
