"""A product changes hands, with the catalogue in step."""

import datetime as dt

from django.db import transaction

from ocop.core.actor import Actor
from ocop.recognition.listing import write_listing
from ocop.registry.actions import move_product
from ocop.registry.models import Producer, Product


def move_shown(*, product: Product, to: Producer, on: dt.date, by: Actor) -> Product:
    """Hand a product over and show it where it is made now. Refuses as `move_product`."""
    with transaction.atomic():
        moved = move_product(product=product, to=to, on=on, by=by)
        write_listing(moved)
    return moved
