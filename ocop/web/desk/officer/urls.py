"""Addresses of the officer desk: /lam-viec/can-bo/…"""

from django.urls import path

from ocop.web.desk.officer import dossier, form03, handling, inbox, prints, producers, province

urlpatterns = [
    path("xa/", inbox.commune_inbox, name="commune_inbox"),
    path("tinh/", province.province_desk, name="province_desk"),
    path("ho-so/<str:pid>/", dossier.officer_dossier, name="officer_dossier"),
    path("ho-so/<str:pid>/ban/<int:no>/", dossier.officer_version, name="officer_version"),
    path("ho-so/<str:pid>/mau-03/", form03.form03, name="form03"),
    path("ho-so/<str:pid>/mau-03/trinh/", form03.form03_send, name="form03_send"),
    path("ho-so/<str:pid>/mau-02.pdf", prints.form02_pdf, name="form02_pdf"),
    path("ho-so/<str:pid>/mau-03.pdf", prints.form03_pdf, name="form03_pdf"),
    path("ho-so/<str:pid>/giay-tiep-nhan.pdf", prints.receipt_pdf, name="receipt_pdf"),
    path("ho-so/<str:pid>/bo-sung/", handling.supplement_page, name="supplement_page"),
    path("ho-so/<str:pid>/tra-lai/", handling.return_page, name="return_page"),
    path("ho-so/<str:pid>/tiep-nhan/", handling.accept_page, name="accept_page"),
    path("ho-so/<str:pid>/tham-dinh/", handling.desk_findings, name="desk_findings"),
    path("chu-the/", producers.officer_producers, name="officer_producers"),
    path("chu-the/them/", producers.officer_producer_add, name="officer_producer_add"),
    path("chu-the/<str:pid>/", producers.officer_producer, name="officer_producer"),
    path("chu-the/<str:pid>/duyet/", producers.officer_producer_approve, name="officer_producer_approve"),
    path("chu-the/<str:pid>/nguoi/them/", producers.officer_member_add, name="officer_member_add"),
    path("chu-the/<str:pid>/nguoi/<int:member>/ma/", producers.officer_member_code, name="officer_member_code"),
    path("chu-the/<str:pid>/san-pham/them/", producers.officer_product_add, name="officer_product_add"),
]
