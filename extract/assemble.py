"""Mentions and scored relations of one article -> its entities and statements, consistent with each other.

The network proposes; what names themselves show is added, what the text rules out is vetoed. Never decides who is who
beyond the article: the ids given here are local, extract/identity.py maps them.
"""

from __future__ import annotations

from extract.assembling.bodies import claim_partners, claim_successions
from extract.assembling.cast import cast_events, cast_initiatives, cast_people, cast_places_and_institutions
from extract.assembling.draft import Draft
from extract.assembling.names_show import claim_what_names_show, veto_nameless_places
from extract.assembling.offices import claim_posts
from extract.assembling.outcome import freeze
from extract.assembling.presence import (
    claim_listed_people,
    claim_speakers,
    claim_visits,
    move_from_spoken_of_events,
    veto_absent,
)
from extract.assembling.programmes import claim_deeds, claim_home_of_initiatives
from extract.assembling.related import claim_bylines, claim_relations
from extract.locality import Locality
from extract.model import Extraction, TaggedArticle


def assemble(tagged: TaggedArticle, locality: Locality) -> Extraction:
    """The statements of one article; `locality` says what 我市 means here."""
    draft = Draft(tagged, locality)
    cast_people(draft)
    cast_places_and_institutions(draft)
    cast_initiatives(draft)
    cast_events(draft)
    claim_posts(draft)
    claim_bylines(draft)
    claim_relations(draft)
    claim_deeds(draft)
    claim_visits(draft)
    claim_partners(draft)
    claim_successions(draft)
    move_from_spoken_of_events(draft)
    claim_listed_people(draft)
    claim_speakers(draft)
    claim_home_of_initiatives(draft)
    claim_what_names_show(draft)
    veto_absent(draft)
    veto_nameless_places(draft)
    return freeze(draft)
