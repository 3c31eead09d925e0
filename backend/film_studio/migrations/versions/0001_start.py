"""The start: identity, projects, revisions with what engines derive from them, jobs, productions."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from film_studio.kit.database.security import enable_row_level_security, enable_system_security, setting

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_PROJECT_ROLES = "('producer', 'director', 'writer', 'assistant_director', 'editor', 'client', 'viewer')"


def _identity() -> list[sa.Column[Any]]:
    return [sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False), _created_at()]


def _created_at() -> sa.Column[Any]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _scoped(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *_identity(),
        *_organization(table),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _versioned() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("edited", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("last_edit", JSONB()),
    ]


def _organization(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=f"fk_{table}_organization_id_organization"
        ),
    ]


def _parent_key(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("organization_id", "id", name=f"uq_{table}_organization_id_id")


def _within(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"fk_{table}_organization_id_{column}_{parent}",
    )


def upgrade() -> None:
    op.create_table(
        "organization",
        *_identity(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    enable_row_level_security(op, "organization", column="id", app="select, update")
    _members()
    _keys()
    _projects()
    _people()
    _teams()
    _revisions()
    _plans()
    _breakdowns()
    _schedules()
    _jobs()
    _productions()
    _reviews()
    _messages()
    _audit()
    _tellings()
    _webhooks()


def _members() -> None:
    op.create_table(
        "person",
        *_identity(),
        *_versioned(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "member",
        *_scoped("member"),
        *_versioned(),
        _parent_key("member"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_member_person_id_person"),
        sa.UniqueConstraint("organization_id", "person_id", name="uq_member_organization_id_person_id"),
        sa.CheckConstraint("role in ('owner', 'producer', 'member', 'guest')", name="role_is_known"),
        sa.Index("ix_member_person_id", "person_id"),
    )


def _keys() -> None:
    op.create_table(
        "api_key",
        *_scoped("api_key"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("permissions", ARRAY(sa.Text())),
        sa.Column("bootstrap", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid()),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("sha256", name="uq_api_key_sha256"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        sa.Index("ix_api_key_live", "organization_id", "id", postgresql_where=sa.text("revoked_at is null")),
        _parent_key("api_key"),
        _within("api_key", "made_by", "member"),
    )
    enable_row_level_security(op, "api_key", app="select, insert, update")
    op.create_table(
        "idempotent_request",
        *_scoped("idempotent_request"),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("response", JSONB()),
        sa.UniqueConstraint("organization_id", "key", name="uq_idempotent_request_organization_id_key"),
        sa.Index("ix_idempotent_request_created_at", "created_at"),
    )
    enable_row_level_security(op, "idempotent_request", app="select, insert, update")


def _people() -> None:
    op.create_table(
        "session",
        *_scoped("session"),
        sa.Column("member_id", sa.Uuid()),
        sa.Column("api_key_id", sa.Uuid()),
        sa.Column("began_with", sa.String(16), nullable=False),
        sa.Column("family_sha256", sa.String(64), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("former_sha256", sa.String(64)),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.UniqueConstraint("family_sha256", name="uq_session_family_sha256"),
        sa.CheckConstraint("num_nonnulls(member_id, api_key_id) = 1", name="is_of_a_member_or_a_key"),
        sa.Index("ix_session_member_id", "member_id"),
        sa.Index("ix_session_organization_id", "organization_id"),
        _within("session", "member_id", "member"),
        _within("session", "api_key_id", "api_key"),
    )
    op.create_table(
        "invitation",
        *_scoped("invitation"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("project_id", sa.Uuid()),
        sa.Column("project_role", sa.String(32)),
        sa.Column("invited_by", sa.Uuid()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_by", sa.Uuid()),
        sa.UniqueConstraint("sha256", name="uq_invitation_sha256"),
        sa.Index("ix_invitation_organization_id", "organization_id"),
        sa.CheckConstraint("role in ('owner', 'producer', 'member', 'guest')", name="role_is_known"),
        sa.CheckConstraint("(accepted_at is null) = (accepted_by is null)", name="accepted_by_somebody"),
        sa.CheckConstraint(
            f"(project_id is null) = (project_role is null) and project_role in {_PROJECT_ROLES}",
            name="project_role_is_known",
        ),
        sa.Index("ix_invitation_project_id", "project_id", postgresql_where=sa.text("project_id is not null")),
        _within("invitation", "project_id", "project"),
        _within("invitation", "invited_by", "member"),
        _within("invitation", "accepted_by", "member"),
    )
    op.create_table(
        "sign_in_link",
        *_scoped("sign_in_link"),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("mailed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.UniqueConstraint("sha256", name="uq_sign_in_link_sha256"),
        sa.Index("ix_sign_in_link_organization_id", "organization_id"),
        _within("sign_in_link", "member_id", "member"),
    )
    op.create_table(
        "email_change",
        *_identity(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_email_change"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_email_change_person_id_person"),
        sa.UniqueConstraint("sha256", name="uq_email_change_sha256"),
        sa.Index("ix_email_change_person_id", "person_id"),
    )
    op.create_table(
        "openid_account",
        *_identity(),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_openid_account"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_openid_account_person_id_person"),
        sa.UniqueConstraint("issuer", "subject", name="uq_openid_account_issuer_subject"),
        sa.UniqueConstraint("person_id", "issuer", name="uq_openid_account_person_id_issuer"),
    )
    op.create_table(
        "openid_sign_in",
        *_identity(),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state_sha256", sa.String(64), nullable=False),
        sa.Column("challenge", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_openid_sign_in"),
        sa.UniqueConstraint("sha256", name="uq_openid_sign_in_sha256"),
        sa.UniqueConstraint("state_sha256", name="uq_openid_sign_in_state_sha256"),
    )
    op.create_table(
        "outgoing_mail",
        *_identity(),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("given_up_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(300)),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mail"),
        sa.Index("ix_outgoing_mail_waiting", "due_at", postgresql_where=sa.text("given_up_at is null")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failure"),
    )
    enable_row_level_security(op, "member", app="select, insert, update")
    enable_row_level_security(op, "session", app="select, update")
    enable_row_level_security(op, "invitation", app="select, insert, update")
    enable_row_level_security(op, "sign_in_link", app="select, insert")
    # An organisation sees of people those who are in it, and of them nothing that lets anybody in.
    enable_system_security(
        op,
        "person",
        app="select (id, email, name)",
        shown_where="exists (select from member where member.person_id = person.id)",
    )
    enable_system_security(op, "sign_in_failure")
    enable_system_security(op, "email_change")
    enable_system_security(op, "openid_account")
    enable_system_security(op, "openid_sign_in")
    # Requests hand letters in, and look at none.
    enable_system_security(op, "outgoing_mail", puts=True)


def _projects() -> None:
    op.create_table(
        "project",
        *_scoped("project"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("team_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision_colours", ARRAY(sa.Text())),
        sa.Column("territories", ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("erasure_failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("erasure_after", sa.DateTime(timezone=True)),
        *_versioned(),
        sa.Index("ix_project_deleted_at", "deleted_at", postgresql_where=sa.text("deleted_at is not null")),
        sa.Index("ix_project_team_only", "organization_id", "id", postgresql_where=sa.text("team_only")),
        _parent_key("project"),
    )


def _teams() -> None:
    op.create_table(
        "project_member",
        *_scoped("project_member"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.UniqueConstraint(
            *("organization_id", "project_id", "member_id"),
            name="uq_project_member_organization_id_project_id_member_id",
        ),
        sa.CheckConstraint(f"role in {_PROJECT_ROLES}", name="role_is_known"),
        sa.Index("ix_project_member_member_id", "member_id"),
        _within("project_member", "project_id", "project"),
        _within("project_member", "member_id", "member"),
    )
    enable_row_level_security(op, "project_member")
    # Who is let in by a team sees its projects, of what is open to the organisation a member sees all and a guest
    # nothing; who holds a link sees its project. Every row of a project is reached through its project's row.
    member = f"{setting('member_id')}::uuid"
    theirs = f"id in (select project_id from project_member where project_member.member_id = {member})"  # noqa: S608
    open_to_them = f"(not team_only and {setting('guest')} = 'False')"
    enable_row_level_security(
        op,
        "project",
        app="select, insert, update",
        shown_where=f"({setting('member_id')} is null or {open_to_them} or {theirs})"
        f" and ({setting('project_id')} is null or id = {setting('project_id')}::uuid)",
    )


def _suggestions() -> None:
    op.create_table(
        "suggestion",
        *_scoped("suggestion"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid()),
        sa.Column("revision", sa.Integer()),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("writer", sa.String(16), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("options", JSONB(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("member_id", sa.Uuid()),
        sa.Column("api_key_id", sa.Uuid()),
        sa.Column("made_by", sa.Text()),
        sa.Column("input_tokens", sa.Integer()),
        sa.Column("output_tokens", sa.Integer()),
        sa.Column("usd", sa.Double[float]()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("accepted_revision_id", sa.Uuid()),
        sa.Column("accepted_revision", sa.Integer()),
        sa.CheckConstraint(
            "state in ('waiting', 'writing', 'open', 'accepted', 'rejected', 'failed')", name="state_is_known"
        ),
        sa.CheckConstraint("(state = 'accepted') = (accepted_revision is not null)", name="accepted_is_a_revision"),
        sa.CheckConstraint("num_nonnulls(member_id, api_key_id) = 1", name="one_asker"),
        sa.Index("ix_suggestion_project_id_id", "project_id", "id"),
        sa.Index("ix_suggestion_waiting", "due_at", postgresql_where=sa.text("state in ('waiting', 'writing')")),
        _parent_key("suggestion"),
        _within("suggestion", "project_id", "project"),
        _within("suggestion", "revision_id", "revision"),
        _within("suggestion", "accepted_revision_id", "revision"),
        _within("suggestion", "member_id", "member"),
        _within("suggestion", "api_key_id", "api_key"),
    )
    enable_row_level_security(op, "suggestion", app="select, insert, update")


def _revisions() -> None:
    op.create_table(
        "revision",
        *_scoped("revision"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(255)),
        sa.Column("name", sa.String(200)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("pages", sa.Double[float](), nullable=False),
        sa.Column("scene_count", sa.Integer(), nullable=False),
        sa.UniqueConstraint("project_id", "number", name="uq_revision_project_id_number"),
        _parent_key("revision"),
        _within("revision", "project_id", "project"),
    )
    op.create_table(
        "issue",
        *_scoped("issue"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("revised_pages", sa.Integer(), nullable=False),
        sa.Column("numbering", JSONB(), nullable=False),
        sa.UniqueConstraint("project_id", "number", name="uq_issue_project_id_number"),
        sa.UniqueConstraint("revision_id", name="uq_issue_revision_id"),
        _parent_key("issue"),
        _within("issue", "project_id", "project"),
        _within("issue", "revision_id", "revision"),
    )
    # Given out is given out: only whether its numbers are locked is edited.
    enable_row_level_security(op, "issue", app="select, insert, update (locked, version, edited, last_edit)")
    op.create_table(
        "paper_import",
        *_scoped("paper_import"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(255)),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("paragraphs", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("remarks", ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision_id", sa.Uuid()),
        sa.Column("revision", sa.Integer()),
        sa.CheckConstraint("state in ('open', 'accepted', 'cancelled')", name="state_is_known"),
        sa.CheckConstraint("(state = 'accepted') = (revision is not null)", name="accepted_is_a_revision"),
        sa.Index("ix_paper_import_project_id_id", "project_id", "id"),
        sa.Index("ix_paper_import_expires_at", "expires_at"),
        _parent_key("paper_import"),
        _within("paper_import", "project_id", "project"),
        _within("paper_import", "revision_id", "revision"),
    )
    enable_row_level_security(op, "paper_import", app="select, insert, update")
    op.create_table(
        "imported_paragraph",
        *_scoped("imported_paragraph"),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("read_as", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("certainty", sa.String(8), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.UniqueConstraint("import_id", "index", name="uq_imported_paragraph_import_id_index"),
        _parent_key("imported_paragraph"),
        _within("imported_paragraph", "import_id", "paper_import"),
    )
    # How it was read stays; only what somebody takes it for is changed.
    enable_row_level_security(op, "imported_paragraph", app="select, insert, update (kind, certainty, why)")
    _suggestions()
    op.create_table(
        "scene",
        *_scoped("scene"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text()),
        sa.Column("interior", sa.Boolean(), nullable=False),
        sa.Column("exterior", sa.Boolean(), nullable=False),
        sa.Column("location", sa.Text()),
        sa.Column("time", sa.Text()),
        sa.Column("start_page", sa.Double[float](), nullable=False),
        sa.Column("eighths", sa.Integer(), nullable=False),
        sa.Column("characters", ARRAY(sa.Text()), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_scene_revision_id_index"),
        _parent_key("scene"),
        _within("scene", "revision_id", "revision"),
    )
    op.create_table(
        "cast_member",
        *_scoped("cast_member"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("aliases", ARRAY(sa.Text()), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("first_scene", sa.Integer(), nullable=False),
        sa.Column("last_scene", sa.Integer(), nullable=False),
        sa.Column("look", JSONB(), nullable=False),
        sa.Column("voice", JSONB(), nullable=False),
        sa.Column("neural_voice", JSONB(), nullable=True),
        sa.Column("page", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_cast_member_revision_id_index"),
        _parent_key("cast_member"),
        _within("cast_member", "revision_id", "revision"),
    )
    op.create_table(
        "character_choice",
        *_scoped("character_choice"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("look", JSONB()),
        sa.Column("neural_voice", JSONB()),
        sa.Column("locked", JSONB()),
        sa.Column("outfits", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("mode", sa.String(16), server_default=sa.text("'avatar'"), nullable=False),
        sa.Column("notes", sa.Text()),
        sa.Column("same_as", sa.Text()),
        sa.UniqueConstraint(
            *("organization_id", "project_id", "name_key"),
            name="uq_character_choice_organization_id_project_id_name_key",
        ),
        sa.CheckConstraint("mode in ('avatar', 'actor', 'brand')", name="mode_is_known"),
        sa.CheckConstraint("same_as <> name_key", name="is_not_merged_into_itself"),
        _parent_key("character_choice"),
        _within("character_choice", "project_id", "project"),
    )
    enable_row_level_security(op, "character_choice", app="select, insert, update")
    _sheets()
    _assessments()
    # A revision is never changed but for its name: the API's role cannot, whatever a query says.
    enable_row_level_security(op, "revision", app="select, insert, update (name, version, edited, last_edit)")
    for table in ("scene", "cast_member"):
        enable_row_level_security(op, table, app="select, insert")


def _assessments() -> None:
    op.create_table(
        "coverage",
        *_scoped("coverage"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("submitted_by", sa.String(200)),
        sa.Column("genre", sa.String(200)),
        sa.Column("logline", sa.Text()),
        sa.Column("synopsis", sa.Text()),
        sa.Column("comments", sa.Text()),
        sa.Column("grades", JSONB(), nullable=False),
        sa.Column("script", sa.String(16)),
        sa.Column("writer", sa.String(16)),
        sa.CheckConstraint("script in ('pass', 'consider', 'recommend')", name="script_is_known"),
        sa.CheckConstraint("writer in ('pass', 'consider', 'recommend')", name="writer_is_known"),
        sa.Index("ix_coverage_project_id_id", "project_id", "id"),
        _parent_key("coverage"),
        _within("coverage", "project_id", "project"),
        _within("coverage", "revision_id", "revision"),
    )
    op.create_table(
        "beat_sheet",
        *_scoped("beat_sheet"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("beats", JSONB(), nullable=False),
        sa.Index("ix_beat_sheet_project_id_id", "project_id", "id"),
        _parent_key("beat_sheet"),
        _within("beat_sheet", "project_id", "project"),
    )
    for table in ("coverage", "beat_sheet"):
        enable_row_level_security(op, table, app="select, insert, update, delete")


def _sheets() -> None:
    op.create_table(
        "sheet_version",
        *_scoped("sheet_version"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("look", JSONB(), nullable=False),
        sa.Column("neural_voice", JSONB()),
        sa.Column("outfits", JSONB(), nullable=False),
        sa.UniqueConstraint("project_id", "name_key", "number", name="uq_sheet_version_project_id_name_key_number"),
        sa.CheckConstraint("stage in ('concept', 'casting', 'final', 'alternate')", name="stage_is_known"),
        _parent_key("sheet_version"),
        _within("sheet_version", "project_id", "project"),
    )
    enable_row_level_security(op, "sheet_version", app="select, insert")
    op.create_table(
        "consent",
        *_scoped("consent"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("character", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("uses", ARRAY(sa.Text()), nullable=False),
        sa.Column("territory", sa.String(200), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("file_sha256", sa.String(64)),
        sa.Column("file_bytes", sa.Integer()),
        sa.Column("file_type", sa.String(64)),
        sa.Column("file_name", sa.Text()),
        sa.CheckConstraint("kind in ('likeness', 'voice')", name="kind_is_known"),
        sa.CheckConstraint("expires_on >= begins_on", name="begins_before_it_expires"),
        sa.CheckConstraint("num_nulls(file_sha256, file_bytes, file_type, file_name) in (0, 4)", name="file_is_whole"),
        sa.Index("ix_consent_project_id_id", "project_id", "id"),
        _parent_key("consent"),
        _within("consent", "project_id", "project"),
    )
    # Kept, whatever becomes of it: what was made under it was made under it.
    enable_row_level_security(op, "consent", app="select, insert, update")


def _plans() -> None:
    op.create_table(
        "shot_plan",
        *_scoped("shot_plan"),
        _parent_key("shot_plan"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("plan", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", name="uq_shot_plan_revision_id"),
        _within("shot_plan", "revision_id", "revision"),
    )
    op.create_table(
        "shot",
        *_scoped("shot"),
        _parent_key("shot"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("scene", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(16)),
        sa.Column("move", sa.String(16)),
        sa.Column("angle", sa.String(16)),
        sa.Column("subjects", ARRAY(sa.Text()), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("seconds", sa.Double[float](), nullable=False),
        sa.Column("transition", sa.String(16), nullable=False),
        sa.Column("spec", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_shot_revision_id_index"),
        _within("shot", "revision_id", "revision"),
    )
    # Written with their revision, and never changed.
    for table in ("shot_plan", "shot"):
        enable_row_level_security(op, table, app="select, insert")


def _breakdowns() -> None:
    op.create_table(
        "scene_sheet",
        *_scoped("scene_sheet"),
        _parent_key("scene_sheet"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("story_day", sa.String(16), nullable=False),
        sa.Column("synopsis", sa.Text()),
        sa.Column("paragraphs", JSONB(), nullable=False),
        sa.UniqueConstraint("revision_id", "index", name="uq_scene_sheet_revision_id_index"),
        _within("scene_sheet", "revision_id", "revision"),
    )
    enable_row_level_security(op, "scene_sheet", app="select, insert")
    op.create_table(
        "element",
        *_scoped("element"),
        *_versioned(),
        _parent_key("element"),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("scene", sa.Integer()),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("character", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("suggested", sa.String(16)),
        sa.Column("suggested_name", sa.Text()),
        sa.Column("line", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("carried", sa.String(16)),
        sa.Column("lost", JSONB()),
        sa.CheckConstraint("state in ('suggested', 'confirmed', 'dismissed')", name="state_is_known"),
        sa.CheckConstraint("(scene is null) = (lost is not null)", name="lost_in_no_scene"),
        sa.Index("ix_element_revision_id_scene", "revision_id", "scene"),
        _within("element", "revision_id", "revision"),
    )
    # Nothing that a person did is deleted: dismissed is a state.
    enable_row_level_security(op, "element", app="select, insert, update")


def _schedules() -> None:
    op.create_table(
        "scenario",
        *_scoped("scenario"),
        *_versioned(),
        _parent_key("scenario"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False),
        sa.Column("board", sa.Integer(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        _within("scenario", "project_id", "project"),
        sa.Index("ix_scenario_project_id", "organization_id", "project_id"),
        sa.Index(
            *("uq_scenario_locked", "project_id"),
            unique=True,
            postgresql_where=sa.text("locked and deleted_at is null"),
        ),
    )
    op.create_table(
        "scenario_board",
        *_scoped("scenario_board"),
        _parent_key("scenario_board"),
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("board", JSONB(), nullable=False),
        sa.Column("names", JSONB(), nullable=False),
        sa.Column("silent", JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("before", sa.Integer()),
        sa.Column("after", sa.Integer()),
        sa.UniqueConstraint("scenario_id", "number", name="uq_scenario_board_scenario_id_number"),
        _within("scenario_board", "scenario_id", "scenario"),
        _within("scenario_board", "revision_id", "revision"),
    )
    enable_row_level_security(op, "scenario", app="select, insert, update")
    enable_row_level_security(op, "scenario_board")
    op.create_table(
        "budget",
        *_scoped("budget"),
        *_versioned(),
        _parent_key("budget"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("next_line", sa.Integer(), nullable=False),
        sa.Column("missing", JSONB(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.Column("scenario_id", sa.Uuid()),
        sa.Column("scenario_version", sa.Integer()),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        _within("budget", "project_id", "project"),
        _within("budget", "scenario_id", "scenario"),
        sa.Index("ix_budget_project_id", "organization_id", "project_id"),
    )
    enable_row_level_security(op, "budget", app="select, insert, update")
    _call_sheets()


def _call_sheets() -> None:
    op.create_table(
        "location",
        *_scoped("location"),
        *_versioned(),
        _parent_key("location"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("parking", sa.Text()),
        sa.Column("hospital", sa.Text()),
        sa.Column("latitude", sa.Double[float]()),
        sa.Column("longitude", sa.Double[float]()),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("sets", ARRAY(sa.Text()), nullable=False),
        _within("location", "project_id", "project"),
        sa.Index("ix_location_project_id", "organization_id", "project_id"),
    )
    op.create_table(
        "crew_member",
        *_scoped("crew_member"),
        *_versioned(),
        _parent_key("crew_member"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("department", sa.String(16), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("contact", sa.Text()),
        sa.Column("call_offset", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid()),
        _within("crew_member", "project_id", "project"),
        _within("crew_member", "member_id", "member"),
        sa.Index("ix_crew_member_project_id", "organization_id", "project_id"),
    )
    op.create_table(
        "call_sheet",
        *_scoped("call_sheet"),
        *_versioned(),
        _parent_key("call_sheet"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.UniqueConstraint("scenario_id", "day", name="uq_call_sheet_scenario_id_day"),
        _within("call_sheet", "project_id", "project"),
        _within("call_sheet", "scenario_id", "scenario"),
        sa.Index("ix_call_sheet_project_id", "organization_id", "project_id"),
    )
    op.create_table(
        "published_sheet",
        *_scoped("published_sheet"),
        _parent_key("published_sheet"),
        sa.Column("call_sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet", JSONB(), nullable=False),
        sa.Column("changes", ARRAY(sa.Text()), nullable=False),
        sa.UniqueConstraint("call_sheet_id", "number", name="uq_published_sheet_call_sheet_id_number"),
        _within("published_sheet", "call_sheet_id", "call_sheet"),
    )
    op.create_table(
        "sheet_receipt",
        *_scoped("sheet_receipt"),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("sheet_id", "member_id", name="uq_sheet_receipt_sheet_id_member_id"),
        _parent_key("sheet_receipt"),
        _within("sheet_receipt", "sheet_id", "published_sheet"),
        _within("sheet_receipt", "member_id", "member"),
    )
    enable_row_level_security(op, "location")
    enable_row_level_security(op, "crew_member")
    enable_row_level_security(op, "call_sheet", app="select, insert, update")
    # What was given out is given out: nobody changes it.
    enable_row_level_security(op, "published_sheet", app="select, insert")
    enable_row_level_security(op, "sheet_receipt", app="select, insert, update")


def _jobs() -> None:
    op.create_table(
        "job_owner",
        *_scoped("job_owner"),
        _parent_key("job_owner"),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("cancellation_published_at", sa.DateTime(timezone=True)),
        sa.Column("erasing_until", sa.DateTime(timezone=True)),
        sa.Column("request_id", sa.String(64)),
        sa.Column("traceparent", sa.String(55)),
        sa.CheckConstraint("status in ('running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"),
        sa.CheckConstraint("(finished_at is null) = (status = 'running')", name="finished_when_over"),
        sa.Index("ix_job_owner_subject", "organization_id", "subject_type", "subject_id"),
        sa.Index("ix_job_owner_erasing", "id", postgresql_where=sa.text("erasing_until is not null")),
        sa.Index(
            "ix_job_owner_unpublished_cancellation",
            "id",
            postgresql_where=sa.text("status = 'cancelled' and cancellation_published_at is null"),
        ),
    )
    op.create_table(
        "job",
        *_scoped("job"),
        _parent_key("job"),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer()),
        sa.Column("weight", sa.Double[float](), nullable=False),
        sa.Column("gate", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("recipe", sa.Text()),
        sa.Column("recipe_hash", sa.String(64)),
        sa.Column("result", JSONB()),
        sa.Column("found", JSONB()),
        sa.Column("cached", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Double[float](), nullable=False),
        sa.Column("seconds", sa.Double[float]()),
        sa.Column("error", sa.Text()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("reported_at", sa.DateTime(timezone=True)),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("lease_expires_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("owner_id", "kind", "ordinal", name="uq_job_owner_id_kind_ordinal"),
        sa.CheckConstraint(
            "status in ('waiting', 'queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status_is_known"
        ),
        sa.CheckConstraint("(status = 'succeeded') = (result is not null)", name="result_when_succeeded"),
        sa.CheckConstraint("(recipe is null) = (recipe_hash is null)", name="recipe_has_its_hash"),
        sa.CheckConstraint("lease_expires_at is null or status in ('queued', 'running')", name="lease_when_active"),
        sa.Index("ix_job_owner_id_id", "owner_id", "id"),
        sa.Index("ix_job_owner_id_recipe_hash", "owner_id", "recipe_hash"),
        sa.Index("ix_job_owner_id_gate", "owner_id", "gate"),
        sa.Index("ix_job_running", "owner_id", "started_at", postgresql_where=sa.text("status = 'running'")),
        sa.Index(
            "ix_job_unfinished",
            *("organization_id", "id"),
            postgresql_where=sa.text("status <> 'succeeded'"),
        ),
        sa.Index(
            "ix_job_measured", *("organization_id", "kind", "id"), postgresql_where=sa.text("seconds is not null")
        ),
        sa.Index("ix_job_lease", "lease_expires_at", postgresql_where=sa.text("lease_expires_at is not null")),
        _within("job", "owner_id", "job_owner"),
    )
    op.create_table(
        "job_dependency",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("gate", sa.String(64), nullable=False),
        sa.Column("awaits_id", sa.Uuid(), nullable=False),
        *_organization("job_dependency"),
        sa.PrimaryKeyConstraint("owner_id", "gate", "awaits_id", name="pk_job_dependency"),
        sa.Index("ix_job_dependency_awaits_id", "awaits_id"),
        sa.Index("ix_job_dependency_organization_id", "organization_id"),
        _within("job_dependency", "owner_id", "job_owner"),
        _within("job_dependency", "awaits_id", "job"),
    )
    enable_row_level_security(op, "job_owner", app="select, insert, update")
    enable_row_level_security(op, "job", app="select, insert, update")
    enable_row_level_security(op, "job_dependency", app="select, insert")


def _productions() -> None:
    op.create_table(
        "production",
        *_scoped("production"),
        _parent_key("production"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("voice_renderer", sa.String(32), nullable=False),
        sa.Column("score_renderer", sa.String(32), nullable=False),
        sa.Column("format", JSONB(), nullable=False),
        sa.Column("casting", JSONB(), nullable=False),
        sa.Index("ix_production_project_id_id", "project_id", "id"),
        _within("production", "id", "job_owner"),
        _within("production", "project_id", "project"),
        _within("production", "revision_id", "revision"),
    )
    enable_row_level_security(op, "production", app="select, insert")
    op.create_table(
        "share_link",
        *_scoped("share_link"),
        _parent_key("share_link"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("production_id", sa.Uuid()),
        sa.Column("playlist_id", sa.Uuid()),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("may_comment", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("num_nonnulls(production_id, playlist_id) = 1 or revoked_at is not null", name="shows_one"),
        sa.UniqueConstraint("sha256", name="uq_share_link_sha256"),
        sa.Index("ix_share_link_project_id_id", "project_id", "id"),
        _within("share_link", "project_id", "project"),
        _within("share_link", "production_id", "production"),
        _within("share_link", "created_by", "member"),
    )
    enable_row_level_security(op, "share_link", app="select, insert, update")


def _reviews() -> None:
    op.create_table(
        "comment",
        *_scoped("comment"),
        *_versioned(),
        _parent_key("comment"),
        *_author("comment"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("production_id", sa.Uuid(), nullable=False),
        sa.Column("shot", sa.Integer(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("drawing", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Index("ix_comment_project_id_id", "project_id", "id"),
        _within("comment", "project_id", "project"),
        _within("comment", "production_id", "production"),
    )
    op.create_table(
        "reply",
        *_scoped("reply"),
        *_versioned(),
        _parent_key("reply"),
        *_author("reply"),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Index("ix_reply_comment_id_id", "comment_id", "id"),
        _within("reply", "comment_id", "comment"),
    )
    op.create_table(
        "approval",
        *_scoped("approval"),
        _parent_key("approval"),
        *_author("approval"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("production_id", sa.Uuid(), nullable=False),
        sa.Column("shot", sa.Integer()),
        sa.UniqueConstraint(
            *("production_id", "shot"), name="uq_approval_production_id_shot", postgresql_nulls_not_distinct=True
        ),
        sa.Index("ix_approval_project_id_id", "project_id", "id"),
        _within("approval", "project_id", "project"),
        _within("approval", "production_id", "production"),
    )
    _milestones()
    op.create_table(
        "task",
        *_scoped("task"),
        *_versioned(),
        _parent_key("task"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("priority", sa.String(16), server_default=sa.text("'normal'"), nullable=False),
        sa.Column("milestone_id", sa.Uuid()),
        sa.Column("assignee_id", sa.Uuid()),
        sa.Column("due_on", sa.Date()),
        sa.Column("about", JSONB()),
        sa.Column("awaits", ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("priority in ('low', 'normal', 'high', 'urgent')", name="priority_is_known"),
        sa.CheckConstraint("status in ('todo', 'doing', 'review', 'done')", name="status_is_known"),
        sa.Index("ix_task_project_id_id", "project_id", "id"),
        _within("task", "project_id", "project"),
        _within("task", "assignee_id", "member"),
        _within("task", "milestone_id", "milestone"),
    )
    for table in ("comment", "reply", "task"):
        enable_row_level_security(op, table)
    enable_row_level_security(op, "approval", app="select, insert, delete")
    _looked_at()


def _milestones() -> None:
    op.create_table(
        "milestone",
        *_scoped("milestone"),
        *_versioned(),
        _parent_key("milestone"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date()),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(
            "kind in ('script_lock', 'casting', 'picture_lock', 'sound_lock', 'screening', 'release', 'other')",
            name="kind_is_known",
        ),
        sa.Index("ix_milestone_project_id_id", "project_id", "id"),
        _within("milestone", "project_id", "project"),
    )
    enable_row_level_security(op, "milestone")


def _looked_at() -> None:
    op.create_table(
        "task_filter",
        *_scoped("task_filter"),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid()),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("shows", JSONB(), nullable=False),
        sa.CheckConstraint("shared or member_id is not null", name="own_ones_have_an_owner"),
        sa.Index("ix_task_filter_project_id_id", "project_id", "id"),
        _parent_key("task_filter"),
        _within("task_filter", "project_id", "project"),
        _within("task_filter", "member_id", "member"),
    )
    enable_row_level_security(op, "task_filter", app="select, insert, delete")
    op.create_table(
        "playlist",
        *_scoped("playlist"),
        *_versioned(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("items", JSONB(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Index("ix_playlist_project_id_id", "project_id", "id"),
        _parent_key("playlist"),
        _within("playlist", "project_id", "project"),
    )
    enable_row_level_security(op, "playlist")
    op.create_foreign_key(
        "fk_share_link_organization_id_playlist_id_playlist",
        *("share_link", "playlist"),
        *(["organization_id", "playlist_id"], ["organization_id", "id"]),
    )


def _author(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("member_id", sa.Uuid()),
        sa.Column("api_key_id", sa.Uuid()),
        sa.Column("share_link_id", sa.Uuid()),
        sa.Column("guest_name", sa.String(200)),
        sa.CheckConstraint("num_nonnulls(member_id, api_key_id, share_link_id) = 1", name="one_author"),
        sa.CheckConstraint("(guest_name is null) = (share_link_id is null)", name="guests_have_names"),
        _within(table, "member_id", "member"),
        _within(table, "api_key_id", "api_key"),
        _within(table, "share_link_id", "share_link"),
    ]


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *_organization("outbox"),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _created_at(),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.Index("ix_outbox_job_id", "job_id"),
        sa.Index("ix_outbox_organization_id_id", "organization_id", "id"),
        _within("outbox", "job_id", "job"),
    )
    op.create_table(
        "artifact",
        *_organization("artifact"),
        sa.Column("recipe_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("result", JSONB(), nullable=False),
        _created_at(),
        sa.PrimaryKeyConstraint("organization_id", "recipe_hash", name="pk_artifact"),
    )
    enable_row_level_security(op, "outbox", app="select, insert, delete")
    enable_row_level_security(op, "artifact", app="select, insert")


def _audit() -> None:
    op.create_table(
        "audit_entry",
        *_organization("audit_entry"),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(16), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.Column("action", sa.String(48), nullable=False),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid()),
        sa.Column("details", sa.Text()),
        sa.Column("salt", sa.String(32)),
        sa.Column("details_sha256", sa.String(64), nullable=False),
        sa.Column("former_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "sequence", name="pk_audit_entry"),
        *(
            sa.Index(f"ix_audit_entry_organization_id_{column}_sequence", "organization_id", column, "sequence")
            for column in ("project_id", "subject_id", "actor_id")
        ),
    )
    # Written once: the API's role cannot change the past, whatever a query says.
    enable_row_level_security(op, "audit_entry", app="select, insert")
    op.create_table(
        "audit_head",
        *_organization("audit_head"),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_audit_head"),
    )
    enable_row_level_security(op, "audit_head", app="select, insert, update")


def _tellings() -> None:
    op.create_table(
        "happening",
        *_scoped("happening"),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid()),
        sa.Column("actor_kind", sa.String(16)),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("actor_name", sa.String(200)),
        sa.Column("details", JSONB(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Index("ix_happening_due_at", "due_at"),
        sa.Index("ix_happening_organization_id_project_id", "organization_id", "project_id"),
    )
    op.create_table(
        "notification",
        *_scoped("notification"),
        _parent_key("notification"),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("happening_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid()),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("production_id", sa.Uuid()),
        sa.Column("actor_name", sa.String(200)),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("member_id", "happening_id", name="uq_notification_member_id_happening_id"),
        sa.Index("ix_notification_member_id_id", "member_id", "id"),
        sa.Index("ix_notification_project_id", "project_id"),
        sa.Index("ix_notification_unmailed", "member_id", postgresql_where=sa.text("mail and mailed_at is null")),
        _within("notification", "member_id", "member"),
        _within("notification", "project_id", "project"),
    )
    op.create_table(
        "notification_settings",
        *_scoped("notification_settings"),
        *_versioned(),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("page", ARRAY(sa.Text()), nullable=False),
        sa.Column("mail", ARRAY(sa.Text()), nullable=False),
        sa.UniqueConstraint(
            *("organization_id", "member_id"), name="uq_notification_settings_organization_id_member_id"
        ),
        _within("notification_settings", "member_id", "member"),
    )
    enable_row_level_security(op, "happening", app="select, insert, delete")
    enable_row_level_security(op, "notification")
    enable_row_level_security(op, "notification_settings", app="select, insert, update")


def _webhooks() -> None:
    op.create_table(
        "webhook",
        *_scoped("webhook"),
        *_versioned(),
        _parent_key("webhook"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", ARRAY(sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("former_sealed", sa.LargeBinary()),
        sa.Column("former_until", sa.DateTime(timezone=True)),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "webhook_delivery",
        *_scoped("webhook_delivery"),
        _parent_key("webhook_delivery"),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), server_default="waiting", nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("tries", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("status in ('waiting', 'delivered', 'failed')", name="status_is_known"),
        sa.Index("ix_webhook_delivery_webhook_id_id", "webhook_id", "id"),
        sa.Index("ix_webhook_delivery_waiting", "due_at", postgresql_where=sa.text("status = 'waiting'")),
        _within("webhook_delivery", "webhook_id", "webhook"),
    )
    enable_row_level_security(op, "webhook")
    enable_row_level_security(op, "webhook_delivery")
