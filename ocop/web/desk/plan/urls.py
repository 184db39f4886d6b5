"""Addresses of the plan's desk: /lam-viec/ke-hoach/…"""

from django.urls import path

from ocop.web.desk.plan import lines, members, views

_PLAN = "<slug:slug>/<int:year>/"

urlpatterns = [
    path("", views.plan_list, name="plans"),
    path("lap/", views.plan_new, name="plan_new"),
    path(_PLAN, views.plan_view, name="plan_desk"),
    path(f"{_PLAN}duyet/", views.plan_approve, name="plan_approve"),
    path(f"{_PLAN}dieu-chinh/", views.plan_amend, name="plan_amend"),
    path(f"{_PLAN}bo-du-thao/", views.plan_discard, name="plan_discard"),
    path(f"{_PLAN}ghi-chu/", views.plan_note, name="plan_note"),
    path(f"{_PLAN}chu-trinh/", views.plan_cycle, name="plan_cycle"),
    path(f"{_PLAN}chi-tieu/", lines.line_add, name="plan_line_add"),
    path(f"{_PLAN}chi-tieu/<slug:key>/", lines.line_edit, name="plan_line"),
    path(f"{_PLAN}chi-tieu/<slug:key>/bo/", lines.line_remove, name="plan_line_remove"),
    path(f"{_PLAN}chi-tieu/<slug:key>/don-vi/", lines.line_shares, name="plan_line_shares"),
    path(f"{_PLAN}ket-qua/<slug:key>/", lines.line_declare, name="plan_declare"),
    path(f"{_PLAN}tham-gia/", members.enrolments, name="plan_enrolments"),
    path(f"{_PLAN}tham-gia/ghi/", members.enrol_add, name="plan_enrol"),
    path(f"{_PLAN}tham-gia/<int:pk>/thoi/", members.enrol_leave, name="plan_leave"),
    path(f"{_PLAN}danh-sach/", members.freeze, name="plan_freeze"),
]
