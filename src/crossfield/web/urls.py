"""Addresses of all pages; the language stands in front."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from crossfield.web.accounts.pages.document import document_download
from crossfield.web.desk.pages import failure
from crossfield.web.desk.pages.icon import icon
from crossfield.web.desk.pages.interface import interface, interface_file
from crossfield.web.desk.pages.notice import notice
from crossfield.web.desk.pages.sign_in import sign_in, sign_out
from crossfield.web.desk.pages.start import choose_region, idea, start
from crossfield.web.evidence.pages.data import data, data_file
from crossfield.web.evidence.pages.interfaces import interfaces, interfaces_drawing, interfaces_file, interfaces_picture
from crossfield.web.evidence.pages.region import region, region_file, regions

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
    path("data/", data, name="data"),
    path("data/<slug:name>.<slug:form>", data_file, name="data_file"),
    path("about/<slug:kind>/", notice, name="notice"),
    path("document/<slug:public_id>/", document_download, name="document"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("admin/", admin.site.urls),
)

handler400 = failure.bad_request
handler403 = failure.refused
handler404 = failure.not_found
