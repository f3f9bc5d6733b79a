"""Reference data: active NPIs, specialties, visit reasons."""

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Reference(Resource):
    """Lists that change rarely."""

    def get_provider_npis(self, *, page: int | None = None, page_size: int | None = None) -> Answer:
        """List the active NPIs of the directory, at most 60,000 a page."""
        return self._sender.send("getProviderNpis", query={"page": page, "page_size": page_size})

    def get_specialties(
        self, *, page: int | None = None, page_size: int | None = None, care_category: str | None = None
    ) -> Answer:
        """List specialties, at most 500 a page."""
        query = {"page": page, "page_size": page_size, "care_category": care_category}
        return self._sender.send("getSpecialties", query=query)

    def get_specialty_by_id(self, specialty_id: str) -> Answer:
        """Read one specialty."""
        return self._sender.send("getSpecialtyById", path={"specialty_id": specialty_id})

    def get_visit_reasons(
        self, *, page: int | None = None, page_size: int | None = None, specialty_id: str | None = None
    ) -> Answer:
        """List visit reasons, at most 500 a page, of one specialty or all."""
        query = {"page": page, "page_size": page_size, "specialty_id": specialty_id}
        return self._sender.send("getVisitReasons", query=query)

    def get_visit_reason_by_id(self, visit_reason_id: str) -> Answer:
        """Read one visit reason."""
        return self._sender.send("getVisitReasonById", path={"visit_reason_id": visit_reason_id})
