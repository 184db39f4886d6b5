"""Addresses of the producer's desk: /lam-viec/chu-the/…"""

from django.urls import path

from ocop.web.desk.producer import criterion, desk, dossiers, filing, papers, prints, products

urlpatterns = [
    path("", desk.front, name="producer_desk"),
    path("san-pham/", products.index, name="producer_products"),
    path("san-pham/moi/", products.new, name="producer_product_new"),
    path("san-pham/<str:pid>/", products.one, name="producer_product"),
    path("san-pham/<str:pid>/sua/", products.edit, name="producer_product_edit"),
    path("san-pham/<str:pid>/lap-ho-so/", products.begin, name="producer_open_dossier"),
    path("san-pham/<str:pid>/giay-chung-nhan/<str:code>/", products.certificate_file, name="producer_certificate"),
    path("san-pham/<str:pid>/qr.svg", products.qr, name="producer_qr"),
    path("ho-so/<str:pid>/", dossiers.overview, name="producer_dossier"),
    path("ho-so/<str:pid>/tieu-chi/<str:key>/", criterion.criterion, name="producer_criterion"),
    path("ho-so/<str:pid>/giay-dang-ky/", dossiers.use_registration, name="producer_registration"),
    path("ho-so/<str:pid>/minh-chung/<str:evidence>/go/", dossiers.detach, name="producer_detach"),
    path("ho-so/<str:pid>/nop/", filing.submit, name="producer_submit"),
    path("ho-so/<str:pid>/rut/", filing.withdraw, name="producer_withdraw"),
    path("ho-so/<str:pid>/bo-sung/", filing.supplement, name="producer_supplement"),
    path("ho-so/<str:pid>/lan-nop/<int:no>/", dossiers.version, name="producer_version"),
    path("ho-so/<str:pid>/lan-nop/<int:no>/mau-<str:name>/", prints.form, name="producer_print"),
    path("ho-so/<str:pid>/bien-nhan/<int:stage>/", prints.receipt, name="producer_receipt"),
    path("giay-to/", papers.index, name="producer_papers"),
    path("giay-to/them/", papers.new, name="producer_paper_new"),
    path("giay-to/<str:pid>/", papers.one, name="producer_paper"),
    path("giay-to/<str:pid>/ban-moi/", papers.renew, name="producer_paper_renew"),
    path("giay-to/<str:pid>/thoi-dung/", papers.close, name="producer_paper_close"),
]
