"""How a backup is refused; nothing is changed then."""

from __future__ import annotations

from app.domain import N_, Refused


class NotABackup(Refused):
    """The file was not made by `backup create`."""

    code = "not-a-backup"
    sentence = N_("%(file)s er ikke en sikkerhedskopi herfra. Intet er ændret.")


class BackupDamaged(Refused):
    """The content does not fit the fingerprint that was taken when it was made."""

    code = "backup-damaged"
    sentence = N_("%(file)s er beskadiget. Brug en anden kopi; intet er ændret.")


class OtherDatabase(Refused):
    """A copy of SQLite cannot be put into PostgreSQL, nor the other way."""

    code = "other-database"
    sentence = N_("%(file)s er fra %(theirs)s, men databasen her er %(ours)s. Intet er ændret.")


class OtherEdition(Refused):
    """The tables of another edition of the program are not those that this one reads."""

    code = "other-edition"
    sentence = N_(
        "%(file)s er fra en anden udgave af programmet (tabellerne er %(theirs)s, her %(ours)s). Læg den tilbage med "
        "den udgave, og kør så make migrate med den nye. Intet er ændret."
    )


class RowsMissing(Refused):
    """The counts must be those of the manifest."""

    code = "rows-missing"
    sentence = N_("Antallet af rækker i %(file)s passer ikke med dens indholdsfortegnelse. Brug en anden kopi.")


class NotEmpty(Refused):
    """Restoring over a database with content must be asked for."""

    code = "not-empty"
    sentence = N_("Databasen har allerede indhold. Skriv --replace, hvis det skal erstattes.")


class ToolFailed(Refused):
    """PostgreSQL's own tool could not do it; its last line says why."""

    code = "tool-failed"
    sentence = N_("%(tool)s kunne ikke gøre det færdigt: %(words)s")


class ToolMissing(Refused):
    """PostgreSQL's own tools are needed for its backups."""

    code = "tool-missing"
    sentence = N_("%(tool)s findes ikke på maskinen. Installér PostgreSQLs klientprogrammer, og prøv igen.")
