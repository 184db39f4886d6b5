"""Addresses of files: /lam-viec/tep/…"""

from django.urls import path

from ocop.web.desk import files
from ocop.web.desk.producer import pages, pictures

urlpatterns = [
    path("minh-chung/<str:pid>/", files.evidence_file, name="evidence_file"),
    path("giay-to/<str:pid>/<int:no>/", files.paper_file, name="paper_file"),
    path("anh-san-pham/<str:pid>/<str:size>/", pictures.picture_file, name="picture_file"),
    path("trang/<str:pid>/ghep.pdf", pages.bound_file, name="pages_pdf"),
    path("trang/<str:pid>/<str:key>/", pages.page_file, name="page_file"),
]
