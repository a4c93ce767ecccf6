"""Flask-Security's datastore over our store: reads at once, writes in one transaction together with its audit.

Accounts are read in short transactions and are detached from them, so that no lock is held while a password is hashed.
What is put is written at `commit`, in a transaction that begins with the right to write; an account that somebody else
changed meanwhile is told, never overwritten.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from flask import g
from flask_security import UserMixin, WebAuthnMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import CursorResult, Table, func, select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from web.security.accounts import People
from web.store.faults import StaleEditError
from web.store.store import Store, Work
from web.store.tables.accounts import Account, Passkey

Step = Callable[[Work], Any]
ACCOUNT = cast("Table", Account.__table__)
"""Written without a new version: what signing in leaves behind is no edit."""


class AccountDatastore(UserDatastore):
    """What Flask-Security reads and writes.

    Parameters
    ----------
    store
        Where accounts are kept.
    people
        Who is calling; forgotten when an account was written.
    """

    def __init__(self, store: Store, people: People) -> None:
        super().__init__(Account, None, Passkey)  # type: ignore[arg-type]
        self.store, self._people = store, people

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:  # noqa: ANN401, FBT001, FBT002
        """Find an account by one of its columns."""
        ((name, value),) = kwargs.items()
        column = getattr(Account, name)
        same = column == (str(value).lower() if case_insensitive else value)  # addresses are kept in lower case
        with self.store.read() as session:
            return session.scalars(select(Account).where(same).options(selectinload(Account.webauthn))).one_or_none()

    def find_role(self, role: str) -> None:
        """Flask-Security's roles are not used."""

    def find_webauthn(self, credential_id: bytes) -> Passkey | None:
        """Find a passkey by its credential."""
        with self.store.read() as session:
            return session.scalars(select(Passkey).where(Passkey.credential_id == credential_id)).one_or_none()

    def create_webauthn(self, user: UserMixin, **kwargs: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Add a passkey to an account."""
        row = Passkey(user_id=user.id, lastuse_datetime=self.store.clock(), **kwargs)
        self.later(user, lambda work: work.session.add(row))
        self.noted(user, "account.passkey_added", usage=row.usage)

    def delete_webauthn(self, webauthn: WebAuthnMixin) -> None:
        """Remove a passkey."""
        key, owner = webauthn.id, cast("Passkey", webauthn).user_id

        def remove(work: Work) -> None:
            row = work.session.get(Passkey, key)
            if row is not None:
                work.session.delete(row)
            work.note("account.passkey_removed", "account", owner)

        self._steps().append(remove)
        g.account_actor = f"account:{owner}"

    def put(self, model: Any) -> Any:  # noqa: ANN401 - an account or a passkey
        """Have a changed row written at `commit`."""
        if all(model is not known for known in self._changed()):
            self._changed().append(model)
        return model

    def tf_set(
        self, user: UserMixin, primary_method: str, totp_secret: str | None = None, phone: str | None = None
    ) -> None:
        """Set up the second factor."""
        before = user.tf_totp_secret
        super().tf_set(user, primary_method, totp_secret, phone)
        if user.tf_totp_secret != before:
            self.noted(user, "account.second_factor_set")

    def tf_reset(self, user: UserMixin) -> None:
        """Remove the second factor."""
        user.tf_primary_method = user.tf_totp_secret = None
        self.put(user)
        self.noted(user, "account.second_factor_removed")

    def mf_set_recovery_codes(self, user: UserMixin, rcs: list[str] | None) -> None:
        """Set recovery codes."""
        super().mf_set_recovery_codes(user, rcs)
        self.noted(user, "account.recovery_codes_made", count=len(rcs or []))

    def mf_delete_recovery_code(self, user: UserMixin, idx: int) -> bool:
        """Use up a recovery code."""
        used = super().mf_delete_recovery_code(user, idx)
        self.noted(user, "account.recovery_code_used", left=len(user.mf_recovery_codes or []))
        return used

    def signed_in(self, account: Account, how: str) -> None:
        """Note that somebody has signed in; the account's version stays."""
        self.later(
            account,
            lambda work: work.session.execute(
                update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(last_sign_in_at=work.now)
            ),
        )
        self.noted(account, "account.signed_in", how=how)

    def noted(self, user: UserMixin, action: str, **detail: Any) -> None:  # noqa: ANN401 - goes into the audit
        """Say in the audit what the account's owner did."""
        self.later(user, lambda work: work.note(action, "account", user.id, **detail))

    def later(self, user: UserMixin, step: Callable[[Work], Any]) -> None:
        """Have something done in the transaction of the next `commit`."""
        g.account_actor = f"account:{user.id}"
        self._steps().append(step)

    def commit(self) -> None:
        """Write what was put, and its audit.

        Raises
        ------
        web.store.faults.StaleEditError
            Somebody else has changed the account meanwhile; nothing was written.
        """
        changed, steps = self._changed(), self._steps()
        if not changed and not steps:
            return
        g.account_changed, g.account_steps = [], []
        owner = next((row.id if isinstance(row, Account) else row.user_id for row in changed), 0)
        with self.store.write(g.get("account_actor", f"account:{owner}")) as work:
            for row in changed:
                _write(work, row)
            for step in steps:
                step(work)
            if not work.notes:
                work.note("account.confirmed", "account", owner)
        self._people.forget()

    def take_totp_counter(self, account_id: int, counter: int) -> bool:
        """Use up a time step of an account's codes; False where it, or a later one, was used before."""
        with self.store.housekeeping() as session:
            taken: CursorResult[Any] = session.execute(  # type: ignore[assignment]
                update(ACCOUNT)
                .where(ACCOUNT.c.id == account_id, func.coalesce(ACCOUNT.c.totp_counter, -1) < counter)
                .values(totp_counter=counter)
            )
            return taken.rowcount == 1

    @staticmethod
    def _changed() -> list[Any]:
        if "account_changed" not in g:
            g.account_changed = []
        found: list[Any] = g.account_changed
        return found

    @staticmethod
    def _steps() -> list[Step]:
        if "account_steps" not in g:
            g.account_steps = []
        found: list[Step] = g.account_steps
        return found


def _write(work: Work, row: Account | Passkey) -> None:
    if isinstance(row, Passkey):
        kept = work.session.get(Passkey, row.id)
        if kept is not None:
            kept.sign_count, kept.lastuse_datetime, kept.backup_state = (
                row.sign_count,
                _aware(row, work),
                row.backup_state,
            )
        return
    now = work.session.get(Account, row.id)
    if now is None or now.version != row.version:
        raise StaleEditError(
            "account",
            str(row.id),
            expected=row.version,
            found=now.version if now else 0,
            changed_at=now.changed_at if now else None,
            changed_by=now.changed_by if now else "",
        )
    for name in _OWN:
        value = getattr(row, name)
        setattr(now, name, list(value) if isinstance(value, list) else value)
    now.changed_at, now.changed_by = work.now, work.actor
    work.session.flush()
    set_committed_value(row, "version", now.version)


_OWN = (
    "password",
    "fs_uniquifier",
    "fs_webauthn_user_handle",
    "mf_recovery_codes",
    "tf_primary_method",
    "tf_totp_secret",
)
"""What Flask-Security changes of an account."""


def _aware(row: Passkey, work: Work) -> datetime:
    return row.lastuse_datetime if row.lastuse_datetime.tzinfo else work.now
