"""All addresses (product.md 4). Each counter keeps its own; what is not marked public asks for sign-in."""

from django.contrib import admin
from django.urls import include, path

from ocop.web.shared.views import admin_door

urlpatterns = [
    path("", include("ocop.web.shared.urls")),
    path("", include("ocop.web.portal.urls")),
    path("lam-viec/", include("ocop.web.desk.urls")),
    path("api/v1/", include("ocop.web.api.urls")),
    path("quan-tri/login/", admin_door, name="admin_door"),
    path("quan-tri/", admin.site.urls),
]

handler400 = "ocop.web.shared.errors.bad_request"
handler403 = "ocop.web.shared.errors.forbidden"
handler404 = "ocop.web.shared.errors.not_found"
handler500 = "ocop.web.shared.errors.server_error"
