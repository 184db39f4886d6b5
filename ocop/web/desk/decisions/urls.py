"""Addresses of the decisions desk: /lam-viec/quyet-dinh/…"""

from django.urls import path

from ocop.web.desk.decisions import papers, views

urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("lap/", views.decision_draft, name="decision_draft"),
    path("ket-qua/<int:no>.pdf", papers.letter_file, name="letter_file"),
    path("<str:pid>/", views.decision, name="decision"),
    path("<str:pid>/bo/", views.decision_discard, name="decision_discard"),
    path("<str:pid>/ghi-nhan/", views.decision_record, name="decision_record"),
    path("<str:pid>/quyet-dinh.pdf", papers.decision_pdf_file, name="decision_pdf_file"),
    path("<str:pid>/quyet-dinh.docx", papers.decision_word_file, name="decision_word_file"),
    path("<str:pid>/van-ban/", papers.decision_document, name="decision_document"),
    path("<str:pid>/giay-chung-nhan.pdf", papers.certificates_file, name="certificates_file"),
    path("<str:pid>/giay/<str:code>.pdf", papers.certificate_file, name="certificate_file"),
]
