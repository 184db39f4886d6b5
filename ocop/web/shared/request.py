"""The request as our views get it: with the actor that ActorMiddleware put there."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ocop.core.actor import Actor


class Request(HttpRequest):
    """A request that has passed our middleware. Never constructed by us; it names what is there."""

    actor: Actor
    htmx: HtmxDetails
