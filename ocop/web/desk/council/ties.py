"""A member declares a tie to the producer: from then on the product is out of sight (product.md 8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Refusal
from ocop.councils.actions import declare_conflict
from ocop.councils.models import seats_of
from ocop.web.desk.council.forms import BasisForm
from ocop.web.desk.council.place import beside, council_page, docket_at, sit_down
from ocop.web.shared.access import require
from ocop.web.shared.request import Request

NO_SEAT = gettext_lazy("Chỉ thành viên hội đồng khai liên quan của chính mình.")


@require_http_methods(["GET", "HEAD", "POST"])
def declare_tie(request: Request, pid: str) -> HttpResponse:
    """The reason first, then a page that says what follows, then it stands."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    seat = seats_of(request.actor).get(docket.session.council_id)
    require(seat is not None, NO_SEAT)
    assert seat is not None
    form, refused = BasisForm(request.POST or None), None
    template = "tie"
    if request.method == "POST" and form.is_valid():
        template = "tie_confirm"
        if request.POST.get("sure") == "1":
            try:
                declare_conflict(seat=seat, producer=docket.stage.dossier.producer, by=request.actor,
                                 basis=form.cleaned_data["basis"])
            except Refusal as refusal:
                refused = beside(refusal)
            else:
                messages.success(request, _("Đã ghi lợi ích liên quan. Sản phẩm này không còn trong danh sách của "
                                            "bạn."))
                return redirect("council_queue")
    context = {"form": form, "docket": docket, "product": docket.stage.dossier.product, "seat": seat,
               "producer": docket.stage.dossier.producer,
               "hidden": [("basis", form.cleaned_data["basis"]), ("sure", "1")] if template == "tie_confirm" else []}
    response = council_page(request, template, context, current="queue", refused=refused)
    if form.errors:
        response.status_code = 422
    return response
