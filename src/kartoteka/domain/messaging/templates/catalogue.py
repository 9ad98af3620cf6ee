"""All letters, for who knows a letter by its name alone."""

from kartoteka.domain.messaging.templates import LetterTemplate, letters, moderation, support

LETTERS: tuple[type[LetterTemplate], ...] = (
    letters.EmailConfirmationLink,
    letters.AccountExists,
    letters.PasswordReset,
    letters.SignInReset,
    letters.AccountOpened,
    letters.NoSuchAccount,
    letters.SignInByEsia,
    letters.PasswordChanged,
    letters.NewDeviceSignIn,
    letters.AccountBlocked,
    moderation.DataConfirmed,
    moderation.DataRefused,
    moderation.DataUnclear,
    moderation.DataExpired,
    moderation.IdentityConfirmed,
    support.MessageToSupport,
)
