"""Who may use the review page and how they log in: `[review]` in `course.toml`."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from autograder.records.assignment import Settings

Role = Literal["instructor", "ta"]


class ReviewPerson(Settings):
    """A member of staff: `[[review.people]]`."""

    login: str = Field(min_length=1, max_length=200, description="as the log-in gives it")
    role: Role = "ta"
    name: str = Field("", description="as pages show it; the login if left out")
    sections: tuple[str, ...] = Field((), description="whose answers they read; all if left out")
    questions: tuple[str, ...] = Field((), description="which they read; all if left out")
    conflicts: tuple[str, ...] = Field((), description="student_ids whose work they must not mark")


class OpenIdConnect(Settings):
    """A university's own log-in: `[review.oidc]`."""

    issuer: str = Field(pattern=r"^https?://", description="address of the provider")
    client_id: str
    secret_env: str = Field(
        "AUTOGRADER_OIDC_SECRET", description="variable of the environment that holds the secret"
    )
    claim: str = Field("email", description="claim that is a person's login")


class JupyterHub(Settings):
    """Log-in by a JupyterHub whose service the review page is: `[review.jupyterhub]`."""

    url: str = Field(pattern=r"^https?://", description="address of the hub, without /hub")
    client_id: str
    secret_env: str = Field(
        "AUTOGRADER_HUB_SECRET", description="variable of the environment that holds the secret"
    )


class BoardSettings(Settings):
    """The leaderboard that a class sees: `[review.board]`."""

    tries: int = Field(20, ge=1, le=1000, description="hand-ins of a student that can move it")
    opens: date | None = Field(None, description="hidden until then, UTC; None: at once")
    final: date | None = Field(
        None, description="from when the half that was kept back decides, UTC; None: never"
    )


class ReviewSettings(Settings):
    """The review page of a course."""

    people: tuple[ReviewPerson, ...] = ()
    idle_minutes: int = Field(60, ge=1, le=1440, description="without a request, until log-out")
    session_hours: int = Field(12, ge=1, le=168, description="after log-in, until log-out")
    oidc: OpenIdConnect | None = None
    jupyterhub: JupyterHub | None = None
    board: BoardSettings = BoardSettings()

    @model_validator(mode="after")
    def _logins_are_unique(self) -> Self:
        logins = [one.login.casefold() for one in self.people]
        twice = [login for login in logins if logins.count(login) > 1]
        if twice:
            raise ValueError(f"the login {twice[0]!r} stands twice under review.people")
        return self

    def person(self, login: str) -> ReviewPerson | None:
        """The member of staff with a login, compared without case; None for a stranger."""
        wanted = login.casefold()
        return next((one for one in self.people if one.login.casefold() == wanted), None)
