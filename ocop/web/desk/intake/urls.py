"""Addresses of the intake desk: /lam-viec/nhap-lieu/…"""

from django.urls import path

from ocop.web.desk.intake import counts, exporting, views

urlpatterns = [
    path("", views.import_files, name="import_files"),
    path("xuat-so/", exporting.export_register, name="export_register"),
    path("cot/", views.import_column, name="import_column"),
    path("<slug:pid>/", views.import_file, name="import_file"),
    path("<slug:pid>/doi-chieu/", views.import_preview, name="import_preview"),
    path("<slug:pid>/dong/<int:no>/", views.import_row, name="import_row"),
    path("<slug:pid>/dong/<int:no>/bo/", views.import_row_skip, name="import_row_skip"),
    path("<slug:pid>/ky/", counts.import_period, name="import_period"),
    path("<slug:pid>/so-lieu/", counts.import_figures, name="import_figures"),
    path("<slug:pid>/so-lieu/tra-lai/", counts.import_figures_back, name="import_figures_back"),
    path("<slug:pid>/ghi/", views.import_apply, name="import_apply"),
    path("<slug:pid>/hoan-tac/", views.import_undo, name="import_undo"),
    path("<slug:pid>/ket-qua.csv", views.import_report, name="import_report"),
]
