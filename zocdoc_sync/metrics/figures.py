"""The form of a figure, and all figures as Prometheus reads them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "slotdesk_"
# The labels of a value in their order, as a tuple of texts.
Values = Mapping[Any, float]


def gauge(name: str, about: str, labels: tuple[str, ...], values: Values) -> Metric:
    """Return a figure that goes up and down."""
    return _filled(GaugeMetricFamily(PREFIX + name, about, labels=labels), values)


def counter(name: str, about: str, labels: tuple[str, ...], values: Values) -> Metric:
    """Return a figure that only grows, or begins again at 0."""
    return _filled(CounterMetricFamily(PREFIX + name, about, labels=labels), values)


def page(now: datetime) -> bytes:
    """Return what settings.METRICS tells, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_All(now))
    return generate_latest(registry)


class _All(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: the registry would ask the database for it."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        for path in settings.METRICS:
            yield from import_string(path)(self.now)


def _filled(family: GaugeMetricFamily | CounterMetricFamily, values: Values) -> Metric:
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family
