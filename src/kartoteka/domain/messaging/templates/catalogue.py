"""All letters, for who knows a letter by its name alone."""

from kartoteka.domain.messaging.templates import LetterTemplate, access, downloads, letters, moderation, support

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
    letters.ListedByAnother,
    moderation.DataConfirmed,
    moderation.DataRefused,
    moderation.DataUnclear,
    moderation.DataExpired,
    moderation.IdentityConfirmed,
    moderation.IdentityWithdrawn,
    access.AccessAsked,
    access.AccessOpened,
    access.AccessGiven,
    access.CodeRedeemed,
    access.CodeIssued,
    access.AccessClosed,
    access.FirstView,
    access.OwnAgeComing,
    access.ChildsAgeComing,
    downloads.DownloadReady,
    support.MessageToSupport,
)
