"""Tables of accounts: who may sign in, roles for teams or districts, passkeys, invitations, tries to sign in."""

from datetime import datetime

from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class Account(Edited, UserMixin, Table):
    """Somebody who may sign in: ``name`` is a code name, ``email`` how the organisation knows the account.

    ``totp_counter`` is the time step of the last code that was used, so that none is used twice; ``oidc_subject`` the
    hash of issuer and subject of the single sign-on. Signing in changes neither the version nor who changed the row.
    """

    __tablename__ = "account"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - a number is never given twice: the audit names it

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcTime)

    memberships: Mapped[list["Membership"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Membership.id"
    )
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[object]:  # type: ignore[override]
        """Flask-Security's own roles are not used; see ``Membership``."""
        return []


class Membership(Table):
    """One role of an account, for one team, one district, or (both empty) for the installation."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "team_id", "district"),
        CheckConstraint(
            "role IN ('lead', 'field', 'coordinator', 'partner', 'district', 'auditor', 'admin')", name="role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[str] = mapped_column(String(100), default="")
    district: Mapped[str] = mapped_column(String(120), default="")


class Passkey(WebAuthnMixin, Table):
    """A passkey (WebAuthn credential) of an account."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    user: Mapped[Account] = relationship(back_populates="webauthn")


class Invitation(Table):
    """A link by which an account's owner chooses a password, once; only the hash of its secret is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInTry(Table):
    """One try to sign in that failed or is under way, by keyed hashes of the account's name and of the address."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_who_at", "who", "at"), Index("ix_sign_in_try_source_at", "source", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    what: Mapped[str] = mapped_column(Text, default="password")
