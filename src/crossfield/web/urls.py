"""Addresses of all pages; the language stands in front."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from crossfield.web.accounts.pages.document import document_download
from crossfield.web.desk.pages import failure
from crossfield.web.desk.pages.icon import icon
from crossfield.web.desk.pages.interface import interface, interface_a4, interface_file, interface_pin
from crossfield.web.desk.pages.notice import notice
from crossfield.web.desk.pages.search import search, search_list
from crossfield.web.desk.pages.sign_in import sign_in, sign_out
from crossfield.web.desk.pages.start import choose_region, idea, start
from crossfield.web.evidence.pages.changes import changes, changes_file, changes_pin
from crossfield.web.evidence.pages.data import data, data_file
from crossfield.web.evidence.pages.europe import (
    europe,
    europe_a4,
    europe_choice,
    europe_data,
    europe_file,
    europe_image,
    europe_inline,
    europe_pin,
)
from crossfield.web.evidence.pages.finding import finding, finding_file, findings, note, remove, restore
from crossfield.web.evidence.pages.interfaces import (
    interfaces,
    interfaces_a4,
    interfaces_drawing,
    interfaces_file,
    interfaces_inline,
    interfaces_picture,
    interfaces_pin,
)
from crossfield.web.evidence.pages.load import (
    load,
    load_ask,
    load_begin,
    load_cancel,
    load_continue,
    load_file,
    load_piece,
    load_progress,
    version_show,
)
from crossfield.web.evidence.pages.region import region, region_a4, region_file, region_pin, regions

urlpatterns: list[URLPattern | URLResolver] = [path("favicon.ico", icon)]
urlpatterns += i18n_patterns(
    path("", start, name="start"),
    path("idea/", idea, name="idea"),
    path("own-region/", choose_region, name="choose_region"),
    path("regions/", regions, name="regions"),
    path("region/<str:code>/", region, name="region"),
    path("region/<str:code>/<slug:name>.<slug:form>", region_file, name="region_file"),
    path("interfaces/<str:code>/", interfaces, name="interfaces"),
    path("interfaces/<str:code>/drawing.json", interfaces_drawing, name="interfaces_drawing"),
    path("interfaces/<str:code>/map.<slug:form>", interfaces_picture, name="interfaces_picture"),
    path("interfaces/<str:code>/interfaces.<slug:form>", interfaces_file, name="interfaces_file"),
    path("interface/<str:code>/<str:field_a>/<str:field_b>/", interface, name="interface"),
    path(
        "interface/<str:code>/<str:field_a>/<str:field_b>/<slug:name>.<slug:form>",
        interface_file,
        name="interface_file",
    ),
    path("region/<str:code>/a4/", region_a4, name="region_a4"),
    path("region/<str:code>/<slug:name>/pin/", region_pin, name="region_pin"),
    path("interfaces/<str:code>/a4/", interfaces_a4, name="interfaces_a4"),
    path("interfaces/<str:code>/picture/", interfaces_inline, name="interfaces_inline"),
    path("interfaces/<str:code>/interfaces/pin/", interfaces_pin, name="interfaces_pin"),
    path("interface/<str:code>/<str:field_a>/<str:field_b>/a4/", interface_a4, name="interface_a4"),
    path("interface/<str:code>/<str:field_a>/<str:field_b>/<slug:name>/pin/", interface_pin, name="interface_pin"),
    path("europe/<str:code>/", europe_choice, name="europe_choice"),
    path("europe/<str:code>/<str:fields>/", europe, name="europe"),
    path("europe/<str:code>/<str:fields>/a4/", europe_a4, name="europe_a4"),
    path("europe/<str:code>/<str:fields>/picture/", europe_inline, name="europe_inline"),
    path("europe/<str:code>/<str:fields>/drawing.json", europe_data, name="europe_data"),
    path("europe/<str:code>/<str:fields>/map.<slug:form>", europe_image, name="europe_image"),
    path("europe/<str:code>/<str:fields>/<slug:name>.<slug:form>", europe_file, name="europe_file"),
    path("europe/<str:code>/<str:fields>/<slug:name>/pin/", europe_pin, name="europe_pin"),
    path("search/", search, name="search"),
    path("search/list/", search_list, name="search_list"),
    path("findings/", findings, name="findings"),
    path("findings/<slug:public_id>/", finding, name="finding"),
    path("findings/<slug:public_id>/note/", note, name="finding_note"),
    path("findings/<slug:public_id>/remove/", remove, name="finding_remove"),
    path("findings/<slug:public_id>/restore/", restore, name="finding_restore"),
    path("findings/<slug:public_id>/<slug:name>.<slug:form>", finding_file, name="finding_file"),
    path("data/", data, name="data"),
    path("data/<slug:name>.<slug:form>", data_file, name="data_file"),
    path("data/load/", load_ask, name="load_ask"),
    path("data/load/file/", load_file, name="load_file"),
    path("data/load/begin/", load_begin, name="load_begin"),
    path("data/load/<slug:public_id>/", load, name="load"),
    path("data/load/<slug:public_id>/progress/", load_progress, name="load_progress"),
    path("data/load/<slug:public_id>/piece/", load_piece, name="load_piece"),
    path("data/load/<slug:public_id>/cancel/", load_cancel, name="load_cancel"),
    path("data/load/<slug:public_id>/continue/", load_continue, name="load_continue"),
    path("data/version/", version_show, name="version_show"),
    path("data/changes/", changes, name="changes"),
    path("data/changes/<slug:name>/pin/", changes_pin, name="changes_pin"),
    path("data/changes/<slug:name>.<slug:form>", changes_file, name="changes_file"),
    path("about/<slug:kind>/", notice, name="notice"),
    path("document/<slug:public_id>/", document_download, name="document"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("admin/", admin.site.urls),
)

handler400 = failure.bad_request
handler403 = failure.refused
handler404 = failure.not_found
