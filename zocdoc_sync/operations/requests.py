"""The exact request that an operation sends."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files import File

from zocdoc_sync.client.encoding import full_path, query_values
from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.operations.bodies import nest
from zocdoc_sync.operations.spec import OperationSpec

# Bytes up to which a file is sent while a person waits.
SMALL_FILE = 5 * 1024 * 1024
# Longer than a sending may take in all; a file that is not small takes minutes on a slow line.
SENDING_SECONDS, FILE_SENDING_SECONDS = 120.0, 330.0


@dataclass(frozen=True)
class Request:
    """What goes to Zocdoc: path parameters, query and body in the form in which they are sent."""

    operation: str
    method: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, "File[bytes]"] = field(default_factory=dict)

    @property
    def file_bytes(self) -> int:
        """Return how large its files are."""
        return sum(file.size for file in self.files.values())

    @property
    def seconds(self) -> float:
        """Return after how long its sender must have ended or died."""
        return FILE_SENDING_SECONDS if self.files else SENDING_SECONDS

    def shown(self) -> dict[str, Any]:
        """Return it as plain JSON: method, path, query and body; of a file its size and digest."""
        shown = {
            "method": self.method,
            "path": full_path(ENDPOINTS[self.operation], self.path),
            "query": dict(self.query),
            "json": self.json,
        }
        if self.files:
            shown["form"] = dict(self.form)
            shown["files"] = {name: _described(file) for name, file in self.files.items()}
        return shown

    def kept(self) -> dict[str, Any]:
        """Return what the ledger keeps, enough to send it later; a file's content is not kept."""
        return {**self.shown(), "operation": self.operation, "parameters": dict(self.path)}

    def multipart(self) -> dict[str, tuple[str, "File[bytes]", str]] | None:
        """Return the files as the client takes them: name, content, media type."""
        if not self.files:
            return None
        return {name: (_name(file), file, getattr(file, "content_type", "")) for name, file in self.files.items()}


def assemble(spec: OperationSpec, cleaned: Mapping[str, Any]) -> Request:
    """Return the request for cleaned input, each value where the endpoint wants it."""
    endpoint = ENDPOINTS[spec.code]
    in_path = {name: value for name, value in cleaned.items() if name in endpoint.placeholders}
    in_query = query_values(endpoint, {name: value for name, value in cleaned.items() if name in endpoint.query})
    rest = {name: value for name, value in cleaned.items() if name not in in_path and name not in in_query}
    files = {name: value for name, value in rest.items() if isinstance(value, File)}
    takes_json = endpoint.body == "json"
    return Request(
        operation=spec.code,
        method=endpoint.method,
        path=in_path,
        query=in_query,
        json=nest({name: _plain(value) for name, value in rest.items()}) if takes_json else None,
        form=query_values(endpoint, {name: value for name, value in rest.items() if name not in files})
        if files
        else {},
        files=files,
    )


def restored(kept: Mapping[str, Any]) -> Request:
    """Return the request that the ledger kept; it must be one without a file."""
    code = kept["operation"]
    return Request(
        operation=code,
        method=kept["method"],
        path=kept["parameters"],
        query=kept["query"],
        json=kept["json"],
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _name(file: "File[bytes]") -> str:
    return (file.name or "file").replace("\\", "/").rsplit("/", 1)[-1]


def _described(file: "File[bytes]") -> dict[str, Any]:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return {"bytes": file.size, "type": getattr(file, "content_type", ""), "sha256": digest.hexdigest()}
