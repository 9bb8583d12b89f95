"""The refusals of consultation and of examples; those of the draft stand in domain.py. Standard library only."""

from __future__ import annotations

from app.domain import N_, Refused


class ThemeCommented(Refused):
    """What somebody has said of a text, or been asked about it, does not go with the theme."""

    code = "theme-commented"
    sentence = N_("“%(title)s” har kommentarer eller eksempler. Flyt ordene til et andet tema i stedet.")


class CommentEmpty(Refused):
    """A comment says something."""

    code = "comment-empty"
    status = 422
    sentence = N_("Skriv din kommentar først.")


class CommentNameless(Refused):
    """Who comments is answered by name."""

    code = "comment-nameless"
    status = 422
    sentence = N_("Skriv dit navn, så vi ved, hvem vi svarer.")


class CommentPrivate(Refused):
    """A CPR number has no place in a text that others read."""

    code = "comment-private"
    status = 422
    sentence = N_("Kommentaren ser ud til at rumme et CPR-nummer. Tag det ud, og send den igen.")


class CommentsClosed(Refused):
    """What is adopted is no longer up for comment."""

    code = "comments-closed"
    sentence = N_("Ledetråd %(year)s er vedtaget. Der kan ikke skrives flere kommentarer.")


class RevisionUnknown(Refused):
    """A comment is about words that have stood."""

    code = "revision-unknown"
    status = 422
    sentence = N_("Den udgave af teksten findes ikke.")


class CommentAnswered(Refused):
    """Who wrote a comment has been told the answer: it is given once."""

    code = "comment-answered"
    sentence = N_("Kommentaren er allerede besvaret.")


class AnswerWithoutWhy(Refused):
    """An answer is a sentence, whether the text was changed or not."""

    code = "answer-without-why"
    status = 422
    sentence = N_("Skriv en sætning om hvorfor.")


class AnswerWithoutChange(Refused):
    """“Changed” points at words that came after the comment."""

    code = "answer-without-change"
    status = 422
    sentence = N_("Teksten er ikke ændret siden kommentaren. Ret den først, eller svar, at den ikke er ændret.")


class ClosedWords(Refused):
    """What readers outside of the secretariat will see repeats nothing of its own notes, and builds on none."""

    code = "closed-words"
    sentence = N_("%(name)s bygger på eller gentager sekretariatets egne noter, som ikke må komme ud.")


class NamedWords(Refused):
    """Nothing published says who said what; only an example that its head has said yes to names one of the six."""

    code = "named-words"
    sentence = N_("%(name)s nævner en af årets arbejdspladser eller dens leder. Skriv det uden navn.")


class RoundClosed(Refused):
    """After the deadline the round can be read, and nothing more is written."""

    code = "round-closed"
    sentence = N_("Høringen sluttede %(day)s. Der kan ikke skrives flere kommentarer.")


class RoundTooShort(Refused):
    """A deadline lies ahead."""

    code = "round-too-short"
    status = 422
    sentence = N_("Vælg en frist, der ikke er gået.")


class RoundUntitled(Refused):
    """Its readers see what they are reading."""

    code = "round-untitled"
    status = 422
    sentence = N_("Giv høringen et navn, for eksempel “Chefforum 31. august”.")


class RoundEmpty(Refused):
    """There is nothing to read yet."""

    code = "round-empty"
    sentence = N_("Udkastet er tomt. Skriv det, før du sender det i høring.")


class RecipientUnknown(Refused):
    """A name that nobody, or more than one person, of the register has."""

    code = "recipient-unknown"
    status = 422
    sentence = N_("“%(name)s” er hverken en mailadresse eller én person på personlisten.")


class MinuteEntered(Refused):
    """A committee answers with one minute item; it is entered once."""

    code = "minute-entered"
    sentence = N_("Punktet fra “%(title)s” er allerede skrevet ind.")


class ExampleNotInText(Refused):
    """The head says yes to exact words."""

    code = "example-not-in-text"
    status = 422
    sentence = N_("Sætningen står ikke i teksten. Vælg en, der står der, ord for ord.")


class ExampleAsked(Refused):
    """One question at a time about one sentence."""

    code = "example-asked"
    sentence = N_("%(name)s er allerede spurgt om netop den sætning.")


class ExampleOutdated(Refused):
    """A yes to words that are no longer there would be a yes to nothing."""

    code = "example-outdated"
    sentence = N_("Sætningen er ændret eller taget ud siden. Du bliver spurgt igen, hvis den skal med.")


class ExampleStands(Refused):
    """What a head has answered is hers; the sentence can be taken out of the text."""

    code = "example-stands"
    sentence = N_("%(name)s har svaret. Ret sætningen i teksten i stedet.")


class ExamplePublished(Refused):
    """What has been sent out cannot be called back."""

    code = "example-published"
    sentence = N_("Ledetråd %(year)s er udsendt. Svaret kan ikke ændres mere – skriv til sekretariatet.")


class AdoptionStands(Refused):
    """An adoption is taken back only when something stands between the text and its publication."""

    code = "adoption-stands"
    sentence = N_("Intet står i vejen for udsendelsen, så vedtagelsen bliver stående.")
