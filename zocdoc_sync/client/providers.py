"""Providers of the client's directory."""

from collections.abc import Sequence

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Providers(Resource):
    """Providers and their reviews."""

    def get_providers(
        self,
        npis: Sequence[str],
        *,
        insurance_plan_id: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Answer:
        """Look up at most 50 providers by NPI; latitude and longitude go together."""
        query = {
            "npis": npis,
            "insurance_plan_id": insurance_plan_id,
            "latitude": latitude,
            "longitude": longitude,
        }
        return self._sender.send("getProviders", query=query)

    def get_provider_reviews(self, provider_id: str) -> Answer:
        """Read the summary of a provider's reviews."""
        return self._sender.send("getProviderReviews", path={"provider_id": provider_id})

    def get_providers_reviews(self, provider_ids: Sequence[str]) -> Answer:
        """Read the reviews of at most 100 providers at once (API document 1.177)."""
        return self._sender.send("getProvidersReviews", query={"provider_ids": provider_ids})
