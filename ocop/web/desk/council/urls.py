"""Addresses of the council desk."""

from django.urls import path

from ocop.web.desk.council import agenda, board, count, findings, minutes, paper, queue, roll, sheet, signing, ties, turns

urlpatterns = [
    path("phieu/", queue.council_queue, name="council_queue"),
    path("phieu/<str:pid>/", sheet.sheet_overview, name="sheet_overview"),
    path("phieu/<str:pid>/tieu-chi/<str:key>/", sheet.sheet_criterion, name="sheet_criterion"),
    path("phieu/<str:pid>/ca-phieu/", sheet.sheet_whole, name="sheet_whole"),
    path("phieu/<str:pid>/ky/", signing.sheet_sign, name="sheet_sign"),
    path("phieu/<str:pid>/lien-quan/", ties.declare_tie, name="declare_tie"),
    path("phieu/<str:pid>/in/", signing.sheet_pdf, name="sheet_pdf"),
    path("phien/", roll.council_sessions, name="council_sessions"),
    path("phien/moi/", roll.call_page, name="call_session"),
    path("phien/<str:pid>/", board.session_page, name="session_page"),
    path("phien/<str:pid>/diem-danh/", roll.attendance_page, name="session_attendance"),
    path("phien/<str:pid>/chuong-trinh/", agenda.agenda_page, name="session_agenda"),
    path("phien/<str:pid>/mo/", agenda.open_page, name="session_open"),
    path("phien/<str:pid>/dong/", agenda.close_page, name="session_close"),
    path("phien/<str:pid>/bien-ban/", minutes.minutes_page, name="session_minutes"),
    path("phien/<str:pid>/bien-ban/ky/", minutes.sign_page, name="minutes_sign"),
    path("phien/<str:pid>/bien-ban/tep/", minutes.minutes_file, name="minutes_file"),
    path("san-pham/<str:pid>/", count.docket_page, name="docket_page"),
    path("san-pham/<str:pid>/kiem-phieu/", count.tally_act, name="docket_tally"),
    path("san-pham/<str:pid>/ket-luan/<str:key>/", findings.gate_page, name="docket_gate"),
    path("san-pham/<str:pid>/loai/<str:key>/", findings.exclusion_page, name="docket_exclusion"),
    path("san-pham/<str:pid>/chot/", turns.close_page, name="docket_close"),
    path("san-pham/<str:pid>/cham-lai/", turns.turn_page, name="docket_turn"),
    path("san-pham/<str:pid>/dua-ra/", agenda.take_off_page, name="docket_off"),
    path("san-pham/<str:pid>/phieu-giay/", paper.papers_page, name="docket_papers"),
    path("san-pham/<str:pid>/phieu-giay/<int:seat>/", paper.enter_page, name="paper_enter"),
    path("san-pham/<str:pid>/phieu-giay/<int:seat>/xac-nhan/", paper.confirm_page, name="paper_confirm"),
    path("san-pham/<str:pid>/phieu-giay/<int:seat>/ban-quet/", paper.scan_file, name="paper_scan"),
    path("san-pham/<str:pid>/phieu-giay/<int:seat>/in/", paper.seat_pdf, name="paper_pdf"),
]
