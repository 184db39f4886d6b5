"""What recognition answers to the rooms before: whose name stands in decisions and results."""

from collections.abc import Collection

from ocop.recognition.models import PastResult, Recognition


def recorded(*, producers: Collection[int]) -> set[int]:
    """Those of these producers that have a recognition or an earlier result: official records that stay."""
    found = set(Recognition.objects.filter(producer__in=producers).values_list("producer_id", flat=True))
    found |= set(
        Recognition.objects.filter(product__producer__in=producers).values_list("product__producer_id", flat=True)
    )
    found |= set(
        PastResult.objects.filter(product__producer__in=producers).values_list("product__producer_id", flat=True)
    )
    return found
