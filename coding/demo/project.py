"""The demo's data as a project, written by the same operations that people use, so that its trail is a real one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from annotator.accounts.actor import Actor
from annotator.accounts.models import Project
from annotator.administration.operations import add_member, create_account, create_project, generated_password
from coding.demo.tables import Recording, Row, rows
from coding.models import Code, NoiseState, Witness
from coding.operations.codebook import create_code
from coding.operations.coverage import add_watched
from coding.operations.lines import LineFacts, create_line, revise_translation
from coding.operations.noise import create_noise
from coding.operations.segments import SegmentFacts, create_segment, review_segment
from coding.operations.witnesses import create_witness
from footage.media.digest import hash_file
from footage.media.probe import Probe, probe_file
from footage.media.sandbox import Tools
from footage.media.source import describe_source
from footage.models import Footage, Volume
from footage.operations.measuring import measure
from footage.operations.recordings import register_footage
from footage.operations.volumes import add_volume, link_volume

VOLUME = "Demo footage"
LEAD = "orlova"
_DEMO = uuid.UUID("6f0c5b1e-25f2-4c8b-9d0a-0d2f7c1e2a44")
_DESCRIPTION = (
    "The twenty ranges that a published study cites, some coded twice, on recordings that this demo made itself. "
    "Pictures, voices and words are invented; nobody who speaks here exists."
)
_PROVENANCE = "Drawn and spoken by the demo in place of the real recording, which is not public."


@dataclass(frozen=True)
class SignIn:
    """How somebody of the demo signs in. The password was generated and is not kept."""

    username: str
    password: str
    role: str


@dataclass(frozen=True)
class Reading:
    """What a worker would find out about a recording: its hash and its probe."""

    recording: Recording
    sha256: str
    probe: Probe


def demo_id(kind: str, key: str = "") -> uuid.UUID:
    """The id of something in the demo: always the same, so that examples can name it."""
    return uuid.uuid5(_DEMO, f"{kind}/{key}")


def is_loaded() -> bool:
    """Whether this installation has the demo."""
    return Project.objects.filter(pk=demo_id("project")).exists()


def read_recordings(recordings: Iterable[Recording], folder: Path, tools: Tools) -> list[Reading]:
    """Read the files as the job does that reads every recording. Raises MediaFailed."""
    readings = []
    for recording in recordings:
        file = folder / recording.file_name
        readings.append(Reading(recording, hash_file(file), probe_file(file, tools)))
    return readings


@transaction.atomic
def load_project(readings: list[Reading], folder: Path) -> list[SignIn]:
    """Write the whole project or nothing; the recordings' derivatives are left to the workers.

    A recording's clock is fixed at once and not by its job, because a segment cannot be written without one.
    """
    sign_ins, people = _make_people()
    lead = people[LEAD]
    project, volume = _make_project(lead, folder)
    for row in rows("people"):
        if row["username"] != LEAD:
            add_member(actor=lead, project=project, username=row["username"], role=row["role"])
    study = Study(project, people)
    study.write_codebook()
    study.write_witnesses()
    for reading in readings:
        study.write_recording(reading.recording, _register(lead, project, volume, reading))
    return sign_ins


@dataclass
class Study:
    """A project in the making: who works in it, and what has been written so far, by its name in the data."""

    project: Project
    people: dict[str, Actor]
    codes: dict[str, Code] = field(default_factory=dict)
    witnesses: dict[str, Witness] = field(default_factory=dict)

    @property
    def lead(self) -> Actor:
        return self.people[LEAD]

    def write_codebook(self) -> None:
        """The five categories, and the codes under them."""
        for row in rows("codebook"):
            self._write_code(row["category"], None, row["definition"])
        for row in rows("codes"):
            self._write_code(row["code"], self.codes[row["category"]], row["definition"])

    def write_witnesses(self) -> None:
        """The eight pseudonyms, with what may be said of each."""
        for row in rows("witnesses"):
            described = ", ".join(part for part in (row["place"], row["status"], row["note"]) if part)
            self.witnesses[row["witness"]], _ = create_witness(
                actor=self.lead,
                project=self.project,
                pseudonym=row["witness"],
                description=described,
                disclosure=row["disclosure"],
                witness_id=demo_id("witness", row["witness"]),
            )

    def write_recording(self, recording: Recording, footage: Footage) -> None:
        """Everything that people said about one recording."""
        for row in recording.rows("segments"):
            self._write_segment(recording, footage, row)
        for row in recording.rows("second"):
            self._write_second(recording, footage, row)
        for row in recording.rows("lines"):
            self._write_line(recording, footage, row)
        for row in recording.rows("noise"):
            self._write_noise(recording, footage, row)
        for row in recording.rows("coverage"):
            add_watched(actor=self.people[row["person"]], footage=footage, spans=[recording.span(row)])

    def _write_code(self, name: str, parent: Code | None, definition: str) -> None:
        self.codes[name], _ = create_code(
            actor=self.lead,
            project=self.project,
            name=name,
            parent_id=parent.id if parent else None,
            definition=definition,
            code_id=demo_id("code", name),
        )

    def _write_segment(self, recording: Recording, footage: Footage, row: Row) -> None:
        coding = next(found for found in rows("coding") if found["footnote"] == row["footnote"])
        facts = SegmentFacts(
            span=recording.span(row),
            basis=coding["basis"],
            codes=frozenset(self.codes[name].id for name in (coding["code"], coding["also"]) if name),
            witnesses=frozenset({self.witnesses[row["witness"]].id}),
            memo=row["summary"],
        )
        segment, _ = create_segment(
            actor=self.people[coding["coder"]],
            footage=footage,
            facts=facts,
            segment_id=demo_id("segment", row["footnote"]),
        )
        if coding["decision"]:
            review_segment(
                actor=self.lead,
                segment=segment,
                decision=coding["decision"],
                reason=coding["reason"],
                expected_version=segment.version,
            )

    def _write_second(self, recording: Recording, footage: Footage, row: Row) -> None:
        """A range as somebody else marked it who coded it too."""
        cited = next(found for found in rows("segments") if found["footnote"] == row["footnote"])
        facts = SegmentFacts(
            span=recording.span(row),
            basis=row["basis"],
            codes=frozenset({self.codes[row["code"]].id}),
            witnesses=frozenset({self.witnesses[cited["witness"]].id}),
            memo="",
        )
        create_segment(
            actor=self.people[row["coder"]],
            footage=footage,
            facts=facts,
            segment_id=demo_id("segment", f"{row['footnote']}/{row['coder']}"),
        )

    def _write_line(self, recording: Recording, footage: Footage, row: Row) -> None:
        facts = LineFacts(
            span=recording.span(row),
            language=row["language"],
            text=row["text"],
            translation=row["translation"],
            witness=self.witnesses[row["witness"]].id if row["witness"] else None,
        )
        line, _ = create_line(actor=self.lead, footage=footage, facts=facts, line_id=demo_id("line", row["number"]))
        for revision in rows("revisions"):
            if revision["line"] == row["number"]:
                revise_translation(
                    actor=self.people[revision["by"]],
                    line=line,
                    text=revision["text"],
                    reason=revision["reason"],
                    expected_version=None,
                )

    def _write_noise(self, recording: Recording, footage: Footage, row: Row) -> None:
        create_noise(
            actor=self.people[row["by"]],
            footage=footage,
            span=recording.span(row),
            reason=row["reason"],
            state=NoiseState(row["state"]).value,
            noise_id=demo_id("noise", row["start"]),
        )


def _make_people() -> tuple[list[SignIn], dict[str, Actor]]:
    sign_ins, people = [], {}
    for row in rows("people"):
        sign_in = SignIn(row["username"], generated_password(), row["role"])
        user = create_account(
            username=sign_in.username,
            password=sign_in.password,
            is_admin=row["admin"] == "yes",
            display_name=row["display_name"],
        )
        sign_ins.append(sign_in)
        people[user.username] = Actor(user)
    return sign_ins, people


def _make_project(lead: Actor, folder: Path) -> tuple[Project, Volume]:
    project = create_project(actor=lead, name="Two towns", description=_DESCRIPTION, project_id=demo_id("project"))
    volume = add_volume(name=VOLUME, folder=folder)
    link_volume(actor=lead, volume=volume, project=project)
    return project, volume


def _register(lead: Actor, project: Project, volume: Volume, reading: Reading) -> Footage:
    facts = next(row for row in rows("footage") if row["footage"] == reading.recording.title)
    footage = register_footage(
        actor=lead,
        project=project,
        volume=str(volume.id),
        path=reading.recording.file_name,
        footage_id=demo_id("footage", facts["footage"]),
        title=facts["footage"],
        place=facts["place"],
        recorded_on=facts["recorded"],
        languages=facts["languages"].split(","),
        creator=facts["creator"],
        provenance=_PROVENANCE,
        notes=facts["note"],
    ).footage
    source = describe_source(reading.probe)
    return measure(footage.id, sha256=reading.sha256, probe=reading.probe, source=source, clock=source.timebase())
