"""Addresses of files: /lam-viec/tep/…"""

from django.urls import path

from ocop.web.desk import files

urlpatterns = [
    path("minh-chung/<str:pid>/", files.evidence_file, name="evidence_file"),
    path("giay-to/<str:pid>/<int:no>/", files.paper_file, name="paper_file"),
]
