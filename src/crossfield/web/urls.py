"""Addresses of all pages; the language stands in front."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from crossfield.web.accounts.pages.backup import backup
from crossfield.web.accounts.pages.document import document_download
from crossfield.web.accounts.pages.routes import PROVIDER_ROUTES, ROUTES
from crossfield.web.desk.pages import cluster as cluster_page
from crossfield.web.desk.pages import (
    cooperation as cooperation_page,
)
from crossfield.web.desk.pages import (
    failure,
    follow_up,
    person,
    registered_cluster,
    registered_organisation,
    week,
)
from crossfield.web.desk.pages import leaving as leaving_page
from crossfield.web.desk.pages import organisation as organisation_page
from crossfield.web.desk.pages import profile as profile_page
from crossfield.web.desk.pages import profile_request as requests_file
from crossfield.web.desk.pages.icon import icon
from crossfield.web.desk.pages.interface import interface, interface_a4, interface_file, interface_pin
from crossfield.web.desk.pages.named import (
    named,
    named_a4,
    named_change,
    named_compute,
    named_file,
    named_list,
    named_new,
    named_pin,
    named_release,
    named_remove,
    named_restore,
)
from crossfield.web.desk.pages.notice import notice
from crossfield.web.desk.pages.schedule import schedule
from crossfield.web.desk.pages.search import search, search_list
from crossfield.web.desk.pages.start import choose_region, idea, start
from crossfield.web.evidence.pages import call as call_page
from crossfield.web.evidence.pages import consortium as consortium_page
from crossfield.web.evidence.pages import intake as intake_page
from crossfield.web.evidence.pages import intake_link as intake_link_page
from crossfield.web.evidence.pages import partners as partners_page
from crossfield.web.evidence.pages import shortlist as shortlist_page
from crossfield.web.evidence.pages.changes import changes, changes_a4, changes_file, changes_pin
from crossfield.web.evidence.pages.compare import (
    compare,
    compare_a4,
    compare_choice,
    compare_data,
    compare_file,
    compare_image,
    compare_inline,
    compare_pin,
)
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
from crossfield.web.evidence.pages.finding import (
    finding,
    finding_a4,
    finding_drawing,
    finding_file,
    finding_picture,
    findings,
    note,
    release,
    remove,
    restore,
)
from crossfield.web.evidence.pages.folder import move, rename, undo
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
from crossfield.web.evidence.pages.method import method_list, method_page
from crossfield.web.evidence.pages.network import (
    network,
    network_a4,
    network_data,
    network_file,
    network_image,
    network_inline,
    network_pin,
)
from crossfield.web.evidence.pages.recompute import keep_new, recompute, recompute_file
from crossfield.web.evidence.pages.region import region, region_a4, region_file, region_pin, regions
from crossfield.web.evidence.pages.seat import seat_suggested
from crossfield.web.evidence.pages.share import revoke, share, share_file, shared
from crossfield.web.evidence.pages.upload import (
    upload,
    upload_a4,
    upload_columns,
    upload_data,
    upload_file,
    upload_picture,
    upload_pin,
    upload_remove,
    upload_restore,
    upload_send,
    uploads,
)
from crossfield.web.evidence.pages.vocabulary import (
    vocabulary,
    vocabulary_field,
    vocabulary_file,
    vocabulary_move,
    vocabulary_pin,
)
from crossfield.web.registry.pages import check_in as check_in_page
from crossfield.web.registry.pages import cluster as write_cluster
from crossfield.web.registry.pages import consent as consent_page
from crossfield.web.registry.pages import cooperation as write_cooperation
from crossfield.web.registry.pages import mailing as mailing_page
from crossfield.web.registry.pages import organisation as write_organisation
from crossfield.web.registry.pages import person as write_person
from crossfield.web.registry.pages import profile_request as requests_page
from crossfield.web.registry.pages import week as write_week
from crossfield.web.registry.pages.unsubscription import unsubscription

WITH_WHOM: list[URLPattern | URLResolver] = [
    path("partners/", partners_page.partners, name="partners"),
    path("partners/partners.<slug:form>", partners_page.partners_file, name="partners_file"),
    path("partners/partners/pin/", partners_page.partners_pin, name="partners_pin"),
    path("partners/a4/", partners_page.partners_a4, name="partners_a4"),
    path("partners/drawing.json", partners_page.partners_data, name="partners_data"),
    path("partners/picture/", partners_page.partners_inline, name="partners_inline"),
    path("partners/picture.<slug:form>", partners_page.partners_image, name="partners_image"),
    path("consortium/", consortium_page.consortium, name="consortium"),
    path("consortium/consortium.<slug:form>", consortium_page.consortium_file, name="consortium_file"),
    path("consortium/consortium/pin/", consortium_page.consortium_pin, name="consortium_pin"),
    path("consortium/a4/", consortium_page.consortium_a4, name="consortium_a4"),
    path("consortium/drawing.json", consortium_page.consortium_data, name="consortium_data"),
    path("consortium/picture/", consortium_page.consortium_inline, name="consortium_inline"),
    path("consortium/picture.<slug:form>", consortium_page.consortium_image, name="consortium_image"),
    path("shortlist/", shortlist_page.shortlist, name="shortlist"),
    path("shortlist/keep/", shortlist_page.keep, name="shortlist_keep"),
    path("shortlist/leave/", shortlist_page.drop, name="shortlist_leave"),
    path("organisation/<str:code>/keep/", shortlist_page.keep_organisation, name="organisation_keep"),
    path("organisation/<str:code>/leave/", shortlist_page.leave_organisation, name="organisation_leave"),
    path("shortlist/a4/", shortlist_page.shortlist_a4, name="shortlist_a4"),
    path("shortlist/drawing.json", shortlist_page.shortlist_data, name="shortlist_data"),
    path("shortlist/picture/", shortlist_page.shortlist_inline, name="shortlist_inline"),
    path("shortlist/picture.<slug:form>", shortlist_page.shortlist_image, name="shortlist_image"),
    path("shortlist/shortlist/pin/", shortlist_page.shortlist_pin, name="shortlist_pin"),
    path("shortlist/shortlist.<slug:form>", shortlist_page.shortlist_file, name="shortlist_file"),
    path("shortlist/<slug:public_id>/note/", shortlist_page.shortlist_note, name="shortlist_note"),
    path("shortlist/<slug:public_id>/move/", shortlist_page.shortlist_move, name="shortlist_move"),
    path("shortlist/<slug:public_id>/remove/", shortlist_page.shortlist_drop, name="shortlist_drop"),
    path("shortlist/<slug:public_id>/restore/", shortlist_page.shortlist_restore, name="shortlist_restore"),
    path("organisation/<str:code>/", organisation_page.organisation, name="organisation"),
    path("organisation/<str:code>/a4/", organisation_page.organisation_a4, name="organisation_a4"),
    path(
        "organisation/<str:code>/<slug:name>.<slug:form>", organisation_page.organisation_file, name="organisation_file"
    ),
    path("organisation/<str:code>/<slug:name>/pin/", organisation_page.organisation_pin, name="organisation_pin"),
    path("clusters/", cluster_page.clusters, name="clusters"),
    path("clusters/clusters.<slug:form>", cluster_page.clusters_file, name="clusters_file"),
    path("clusters/clusters/pin/", cluster_page.clusters_pin, name="clusters_pin"),
    path("cluster/<str:code>/", cluster_page.cluster, name="cluster"),
    path("cluster/<str:code>/a4/", cluster_page.cluster_a4, name="cluster_a4"),
    path("cluster/<str:code>/<slug:name>.<slug:form>", cluster_page.cluster_file, name="cluster_file"),
    path("cluster/<str:code>/<slug:name>/pin/", cluster_page.cluster_pin, name="cluster_pin"),
]
"""Partners, one's shortlist, and the organisations and clusters of the data."""

REGISTER: list[URLPattern | URLResolver] = [
    path("organisations/<slug:public_id>/profile/", profile_page.profile_ask, name="register_profile_ask"),
    path("organisations/<slug:public_id>/profile/letter/", profile_page.profile_letter, name="register_profile_letter"),
    path(
        "organisations/<slug:public_id>/profile/letter-<slug:language>.eml",
        profile_page.profile_letter_draft,
        name="register_profile_letter_draft",
    ),
    path("profiles/<slug:public_id>/", profile_page.profile_link, name="register_profile_link"),
    path("profiles/<slug:public_id>/draft.eml", profile_page.profile_draft, name="register_profile_draft"),
    path("consents/<slug:public_id>/", consent_page.consent_request, name="register_consent"),
    path("consents/<slug:public_id>/draft.eml", consent_page.consent_draft_file, name="register_consent_draft"),
    path("cooperations/", cooperation_page.cooperations, name="register_cooperations"),
    path("cooperations/a4/", cooperation_page.cooperations_a4, name="register_cooperations_a4"),
    path("cooperations/new/", write_cooperation.cooperation_new, name="register_cooperation_new"),
    path("cooperations/<slug:name>.<slug:form>", cooperation_page.cooperations_file, name="register_cooperations_file"),
    path("cooperations/<slug:name>/pin/", cooperation_page.cooperations_pin, name="register_cooperations_pin"),
    path("cooperations/<slug:public_id>/", cooperation_page.cooperation, name="register_cooperation"),
    *(
        path(f"cooperations/<slug:public_id>/{verb}/", page, name=f"register_cooperation_{verb}")
        for verb, page in (
            ("confirm", write_cooperation.cooperation_confirm),
            ("decline", write_cooperation.cooperation_decline),
            ("change", write_cooperation.cooperation_change),
            ("withdraw", write_cooperation.cooperation_withdraw),
            ("prove", write_cooperation.cooperation_prove),
            ("status", write_cooperation.cooperation_status),
            ("step", write_cooperation.cooperation_step),
            ("release", write_cooperation.cooperation_release),
        )
    ),
    path(
        "cooperations/<slug:public_id>/documents/<slug:document_id>/",
        write_cooperation.cooperation_document,
        name="register_cooperation_document",
    ),
    path(
        "cooperations/<slug:public_id>/proofs/<int:number>/remove/",
        write_cooperation.cooperation_proof_remove,
        name="register_cooperation_proof_remove",
    ),
    path("steps/<slug:public_id>/done/", write_cooperation.step_done, name="register_step_done"),
    path("cooperations/<slug:public_id>/origin/", follow_up.cooperation_origin, name="register_cooperation_origin"),
    path("followed/", follow_up.followed, name="register_followed"),
    path("followed/a4/", follow_up.followed_a4, name="register_followed_a4"),
    path("followed/<slug:name>.<slug:form>", follow_up.followed_file, name="register_followed_file"),
    path("followed/<slug:name>/pin/", follow_up.followed_pin, name="register_followed_pin"),
    path("from/shortlist/<slug:public_id>/", follow_up.take_up_entry, name="register_take_up_entry"),
    path("from/findings/<slug:public_id>/", follow_up.take_up_finding, name="register_take_up_finding"),
    path("clusters/", registered_cluster.clusters, name="register_clusters"),
    path("clusters/<slug:name>.<slug:form>", registered_cluster.clusters_file, name="register_clusters_file"),
    path("clusters/<slug:name>/pin/", registered_cluster.clusters_pin, name="register_clusters_pin"),
    path("clusters/<slug:public_id>/", registered_cluster.cluster, name="register_cluster"),
    path("clusters/<slug:public_id>/a4/", registered_cluster.cluster_a4, name="register_cluster_a4"),
    path("clusters/<slug:public_id>/profiles/", requests_page.profile_requests, name="register_cluster_profiles"),
    path(
        "clusters/<slug:public_id>/profiles/ask/",
        requests_page.profile_requests_ask,
        name="register_cluster_profiles_ask",
    ),
    path(
        "clusters/<slug:public_id>/profiles/<slug:name>.<slug:form>",
        requests_file.profile_requests_file,
        name="register_cluster_profiles_file",
    ),
    path("clusters/<slug:public_id>/board/", registered_cluster.cluster_board, name="register_cluster_board"),
    path("clusters/<slug:public_id>/members/", write_cluster.membership_new, name="register_membership_new"),
    path(
        "clusters/<slug:public_id>/<slug:name>.<slug:form>",
        registered_cluster.cluster_file,
        name="register_cluster_file",
    ),
    path("clusters/<slug:public_id>/<slug:name>/pin/", registered_cluster.cluster_pin, name="register_cluster_pin"),
    path("organisations/<slug:public_id>/cluster/", write_cluster.cluster_fields, name="register_organisation_cluster"),
    path("memberships/<slug:public_id>/end/", write_cluster.membership_end, name="register_membership_end"),
    path("memberships/<slug:public_id>/change/", write_cluster.membership_change, name="register_membership_change"),
    path("memberships/<slug:public_id>/off/", write_cluster.membership_off, name="register_membership_off"),
    path("contacts/", week.contacts, name="register_contacts"),
    path("contacts/new/", write_week.contact_new, name="register_contact_new"),
    path("contacts/<slug:name>.<slug:form>", week.contacts_file, name="register_contacts_file"),
    path("contacts/<slug:public_id>/", week.contact, name="register_contact"),
    path("contacts/<slug:public_id>/change/", write_week.contact_change, name="register_contact_change"),
    path("contacts/<slug:public_id>/off/", write_week.contact_off, name="register_contact_off"),
    path("contacts/<slug:public_id>/done/", write_week.contact_done, name="register_contact_done"),
    path("contacts/<slug:public_id>/outcome/", write_week.contact_outcome, name="register_contact_outcome"),
    path("events/", week.events, name="register_events"),
    path("events/new/", write_week.event_new, name="register_event_new"),
    path("events/<slug:name>.<slug:form>", week.events_file, name="register_events_file"),
    path("events/<slug:public_id>/", week.event, name="register_event"),
    path("events/<slug:public_id>/event.ics", week.event_calendar, name="register_event_calendar"),
    path("events/<slug:public_id>/change/", write_week.event_change, name="register_event_change"),
    path("events/<slug:public_id>/board/", week.event_board, name="register_event_board"),
    path("events/<slug:public_id>/guests/", write_week.event_guests, name="register_event_guests"),
    path("events/<slug:public_id>/check-in/", write_week.event_check_in, name="register_event_check_in"),
    path(
        "events/<slug:public_id>/check-in/<slug:check_in_id>/",
        write_week.event_check_in_count,
        name="register_event_check_in_count",
    ),
    path("events/<slug:public_id>/documents/", write_week.event_document_new, name="register_event_document_new"),
    path(
        "events/<slug:public_id>/documents/<slug:document_id>/",
        write_week.event_document,
        name="register_event_document",
    ),
    path(
        "events/<slug:public_id>/documents/<slug:document_id>/remove/",
        write_week.event_document_remove,
        name="register_event_document_remove",
    ),
    path("events/<slug:public_id>/followed/", write_week.event_followed, name="register_event_followed"),
    path("events/<slug:public_id>/release/", write_week.event_release, name="register_event_release"),
    path("events/<slug:public_id>/<slug:name>.<slug:form>", week.event_file, name="register_event_file"),
    path("calls/", week.calls, name="register_calls"),
    path("calls/new/", call_page.call_new, name="register_call_new"),
    path("calls/<slug:name>.<slug:form>", week.calls_file, name="register_calls_file"),
    path("calls/<slug:public_id>/", week.call, name="register_call"),
    path("calls/<slug:public_id>/deadline.ics", week.call_calendar, name="register_call_calendar"),
    path("calls/<slug:public_id>/change/", call_page.call_change, name="register_call_change"),
    path("calls/<slug:public_id>/<slug:name>.<slug:form>", week.call_file, name="register_call_file"),
    path("leaving/", leaving_page.leaving, name="register_leaving"),
    path("leaving/institution.json", leaving_page.leaving_all, name="register_leaving_all"),
    path("leaving/<slug:name>.<slug:form>", leaving_page.leaving_file, name="register_leaving_file"),
    path("leaving/<slug:public_id>/undo/", leaving_page.leaving_undo, name="register_leaving_undo"),
    path("lists/", intake_page.intakes, name="register_intakes"),
    path("lists/<slug:public_id>/", intake_page.intake, name="register_intake"),
    path("lists/<slug:public_id>/columns/", intake_page.intake_columns, name="register_intake_columns"),
    path("lists/<slug:public_id>/rows/<int:number>/", intake_page.intake_decide, name="register_intake_decide"),
    path("lists/<slug:public_id>/rows/<int:number>/link/", intake_link_page.intake_link, name="register_intake_link"),
    path("lists/<slug:public_id>/seats/<int:number>/", intake_page.intake_seat, name="register_intake_seat"),
    path("lists/<slug:public_id>/<slug:name>.<slug:form>", intake_page.intake_file, name="register_intake_file"),
    *(
        path(f"lists/<slug:public_id>/{verb}/", page, name=f"register_intake_{verb}")
        for verb, page in (
            ("look", intake_page.intake_look),
            ("take", intake_page.intake_take),
            ("undo", intake_page.intake_undo),
            ("cancel", intake_page.intake_cancel),
        )
    ),
    path("mailings/", mailing_page.mailings, name="register_mailings"),
    path("mailings/new/", mailing_page.mailing_new, name="register_mailing_new"),
    path("mailings/<slug:public_id>/", mailing_page.mailing, name="register_mailing"),
    path("mailings/<slug:public_id>/change/", mailing_page.mailing_change, name="register_mailing_change"),
    path("mailings/<slug:public_id>/go/", mailing_page.mailing_go, name="register_mailing_go"),
    path("mailings/<slug:public_id>/own/", mailing_page.mailing_own, name="register_mailing_own"),
    path("mailings/<slug:public_id>/event.ics", mailing_page.mailing_calendar, name="register_mailing_calendar"),
    path(
        "mailings/<slug:public_id>/draft-<slug:language>.eml", mailing_page.mailing_draft, name="register_mailing_draft"
    ),
    path("people/", person.people, name="register_people"),
    path("people/new/", write_person.person_new, name="register_person_new"),
    path("people/bring/", intake_page.people_bring, name="register_people_bring"),
    path("people/people.vcf", person.people_cards, name="register_people_cards"),
    path("people/<slug:name>.<slug:form>", person.people_file, name="register_people_file"),
    path(
        "people/details/<slug:public_id>/withdraw/",
        write_person.person_detail_withdraw,
        name="register_person_detail_withdraw",
    ),
    path("people/details/<slug:public_id>/letter/", consent_page.consent_letter, name="register_consent_letter"),
    path(
        "people/details/<slug:public_id>/letter.eml",
        consent_page.consent_letter_file,
        name="register_consent_letter_draft",
    ),
    path("people/details/<slug:public_id>/consent/", consent_page.consent_ask, name="register_consent_ask"),
    path("people/<slug:public_id>/", person.person, name="register_person"),
    path("people/<slug:public_id>/card.vcf", person.person_card, name="register_person_card"),
    path("people/<slug:public_id>/change/", write_person.person_change, name="register_person_change"),
    path("people/<slug:public_id>/details/", write_person.person_detail_new, name="register_person_detail_new"),
    path("people/<slug:public_id>/erase/", write_person.person_erase, name="register_person_erase"),
    path("people/<slug:public_id>/functions/", write_person.person_function, name="register_person_function"),
    path(
        "people/<slug:public_id>/functions/<int:number>/end/",
        write_person.person_function_end,
        name="register_person_function_end",
    ),
    path("people/<slug:public_id>/<slug:name>.<slug:form>", person.person_file, name="register_person_file"),
    path("history/<slug:kind>/<slug:public_id>/", person.history, name="register_history"),
    path(
        "history/<slug:kind>/<slug:public_id>/restore/", write_person.history_restore, name="register_history_restore"
    ),
    path(
        "history/<slug:kind>/<slug:public_id>/<slug:name>.<slug:form>",
        person.history_file,
        name="register_history_file",
    ),
    path("organisations/", registered_organisation.organisations, name="register_organisations"),
    path("organisations/seats/", seat_suggested, name="register_seat_suggested"),
    path("organisations/names/", write_organisation.names, name="register_names"),
    path("organisations/new/", write_organisation.organisation_new, name="register_organisation_new"),
    path(
        "organisations/<slug:name>.<slug:form>",
        registered_organisation.organisations_file,
        name="register_organisations_file",
    ),
    path("organisations/<slug:public_id>/", registered_organisation.organisation, name="register_organisation"),
    *(
        path(f"organisations/<slug:public_id>/{verb}/", page, name=f"register_organisation_{verb}")
        for verb, page in (
            ("value", write_organisation.organisation_value),
            ("relation", write_organisation.organisation_relation),
            ("sheet", write_organisation.organisation_sheet),
            ("represent", write_organisation.organisation_represent),
            ("merge", write_organisation.organisation_merge),
            ("core", write_organisation.organisation_core),
            ("number", write_organisation.organisation_number),
            ("delegate", write_organisation.organisation_delegate),
        )
    ),
    path(
        "organisations/<slug:public_id>/value/remove/",
        write_organisation.organisation_value_remove,
        name="register_organisation_value_remove",
    ),
    path(
        "organisations/<slug:public_id>/organisation.jsonld",
        registered_organisation.organisation_linked,
        name="register_organisation_linked",
    ),
    path("proposals/<slug:public_id>/decide/", write_organisation.proposal_decide, name="register_proposal_decide"),
    path("relations/<slug:public_id>/change/", write_organisation.relation_change, name="register_relation_change"),
    path("delegates/<slug:public_id>/end/", write_organisation.delegate_end, name="register_delegate_end"),
    path("merges/<slug:public_id>/undo/", write_organisation.merge_undo, name="register_merge_undo"),
    path(
        "organisations/<slug:public_id>/<slug:name>.<slug:form>",
        registered_organisation.organisation_file,
        name="register_organisation_file",
    ),
    path(
        "organisations/<slug:public_id>/<slug:name>/pin/",
        registered_organisation.organisation_pin,
        name="register_organisation_pin",
    ),
]
"""Pages of the register, below ``register/``."""

urlpatterns: list[URLPattern | URLResolver] = [path("favicon.ico", icon), *PROVIDER_ROUTES]
urlpatterns += i18n_patterns(
    *WITH_WHOM,
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
    path("method/", method_list, name="methods"),
    path("method/<slug:name>/", method_page, name="method"),
    path("vocabulary/", vocabulary, name="vocabulary"),
    path("vocabulary/<slug:name>.<slug:form>", vocabulary_file, name="vocabulary_file"),
    path("vocabulary/<slug:name>/pin/", vocabulary_pin, name="vocabulary_pin"),
    path("vocabulary/<slug:public_id>/move/", vocabulary_move, name="vocabulary_move"),
    path("vocabulary/<str:scheme>/<str:code>/", vocabulary_field, name="vocabulary_field"),
    path("compare/", compare_choice, name="compare_choice"),
    path("compare/<str:codes>/", compare, name="compare"),
    path("compare/<str:codes>/a4/", compare_a4, name="compare_a4"),
    path("compare/<str:codes>/picture/", compare_inline, name="compare_inline"),
    path("compare/<str:codes>/drawing.json", compare_data, name="compare_data"),
    path("compare/<str:codes>/regions.<slug:form>", compare_image, name="compare_image"),
    path("compare/<str:codes>/<slug:name>.<slug:form>", compare_file, name="compare_file"),
    path("compare/<str:codes>/<slug:name>/pin/", compare_pin, name="compare_pin"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/", network, name="network"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/a4/", network_a4, name="network_a4"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/picture/", network_inline, name="network_inline"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/drawing.json", network_data, name="network_data"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/network.<slug:form>", network_image, name="network_image"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/<slug:name>.<slug:form>", network_file, name="network_file"),
    path("network/<str:code>/<str:field_a>/<str:field_b>/<slug:name>/pin/", network_pin, name="network_pin"),
    path("europe/<str:code>/", europe_choice, name="europe_choice"),
    path("europe/<str:code>/<str:fields>/", europe, name="europe"),
    path("europe/<str:code>/<str:fields>/a4/", europe_a4, name="europe_a4"),
    path("europe/<str:code>/<str:fields>/picture/", europe_inline, name="europe_inline"),
    path("europe/<str:code>/<str:fields>/drawing.json", europe_data, name="europe_data"),
    path("europe/<str:code>/<str:fields>/map.<slug:form>", europe_image, name="europe_image"),
    path("europe/<str:code>/<str:fields>/<slug:name>.<slug:form>", europe_file, name="europe_file"),
    path("europe/<str:code>/<str:fields>/<slug:name>/pin/", europe_pin, name="europe_pin"),
    path("named/", named_list, name="named_list"),
    path("named/new/", named_new, name="named_new"),
    path("named/<slug:public_id>/", named, name="named"),
    path("named/<slug:public_id>/a4/", named_a4, name="named_a4"),
    path("named/<slug:public_id>/change/", named_change, name="named_change"),
    path("named/<slug:public_id>/compute/", named_compute, name="named_compute"),
    path("named/<slug:public_id>/release/", named_release, name="named_release"),
    path("named/<slug:public_id>/remove/", named_remove, name="named_remove"),
    path("named/<slug:public_id>/restore/", named_restore, name="named_restore"),
    path("named/<slug:public_id>/<slug:name>.<slug:form>", named_file, name="named_file"),
    path("named/<slug:public_id>/<slug:name>/pin/", named_pin, name="named_pin"),
    path("search/", search, name="search"),
    path("search/list/", search_list, name="search_list"),
    path("findings/", findings, name="findings"),
    path("findings/move/", move, name="findings_move"),
    path("findings/rename/", rename, name="findings_rename"),
    path("findings/undo/", undo, name="findings_undo"),
    path("findings/<slug:public_id>/", finding, name="finding"),
    path("findings/<slug:public_id>/a4/", finding_a4, name="finding_a4"),
    path("findings/<slug:public_id>/drawing.json", finding_drawing, name="finding_drawing"),
    path("findings/<slug:public_id>/note/", note, name="finding_note"),
    path("findings/<slug:public_id>/picture.<slug:form>", finding_picture, name="finding_picture"),
    path("findings/<slug:public_id>/recompute/", recompute, name="finding_recompute"),
    path("findings/<slug:public_id>/recompute/keep/", keep_new, name="finding_keep_new"),
    path("findings/<slug:public_id>/recompute/<slug:name>.<slug:form>", recompute_file, name="recompute_file"),
    path("findings/<slug:public_id>/release/", release, name="finding_release"),
    path("findings/<slug:public_id>/remove/", remove, name="finding_remove"),
    path("findings/<slug:public_id>/restore/", restore, name="finding_restore"),
    path("findings/<slug:public_id>/share/", share, name="finding_share"),
    path("findings/<slug:public_id>/share/<slug:link_id>/revoke/", revoke, name="share_revoke"),
    path("findings/<slug:public_id>/page.html", share_file, name="share_file"),
    path("findings/<slug:public_id>/<slug:name>.<slug:form>", finding_file, name="finding_file"),
    path("shared/<str:token>/", shared, name="shared"),
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
    path("data/changes/a4/", changes_a4, name="changes_a4"),
    path("data/changes/<slug:name>/pin/", changes_pin, name="changes_pin"),
    path("data/changes/<slug:name>.<slug:form>", changes_file, name="changes_file"),
    path("register/", include(REGISTER)),
    path("tables/", uploads, name="uploads"),
    path("tables/send/", upload_send, name="upload_send"),
    path("tables/<slug:public_id>/", upload, name="upload"),
    path("tables/<slug:public_id>/columns/", upload_columns, name="upload_columns"),
    path("tables/<slug:public_id>/a4/", upload_a4, name="upload_a4"),
    path("tables/<slug:public_id>/drawing.json", upload_data, name="upload_data"),
    path("tables/<slug:public_id>/remove/", upload_remove, name="upload_remove"),
    path("tables/<slug:public_id>/restore/", upload_restore, name="upload_restore"),
    path("tables/<slug:public_id>/map.<slug:form>", upload_picture, name="upload_picture"),
    path("tables/<slug:public_id>/<slug:name>/pin/", upload_pin, name="upload_pin"),
    path("tables/<slug:public_id>/<slug:name>.<slug:form>", upload_file, name="upload_file"),
    path("inbox/", week.inbox, name="inbox"),
    path("profile/<str:token>/", profile_page.profile, name="profile"),
    path("profile/<str:token>/again/", profile_page.profile_again, name="profile_again"),
    path("my-organisation/", profile_page.own_profiles, name="own_profiles"),
    path("my-organisation/<slug:public_id>/", profile_page.own_profile, name="own_profile"),
    path("check-in/", check_in_page.check_in, name="check_in"),
    path("check-in/<str:code>/", check_in_page.check_in_event, name="check_in_event"),
    path("consent/<str:token>/", consent_page.consent, name="consent"),
    path("backup/", backup, name="backup"),
    path("schedule/", schedule, name="schedule"),
    path("unsubscribe/<str:token>/", unsubscription, name="unsubscribe"),
    path("about/<slug:kind>/", notice, name="notice"),
    path("document/<slug:public_id>/", document_download, name="document"),
    *ROUTES,
    path("admin/", admin.site.urls),
)

handler400 = failure.bad_request
handler403 = failure.refused
handler404 = failure.not_found
