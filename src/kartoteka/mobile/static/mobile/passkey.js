/* Biometrics: a passkey of this telephone. What its secret function gives (PRF) never leaves the telephone. */


// Says the same on every telephone: the secret that comes back is each passkey's own.
const SALT = new TextEncoder().encode("k-vrachu offline copy 1");

/* Whether this telephone knows its owner's finger or face. */
export async function hasBiometrics() {
  const kind = globalThis.PublicKeyCredential;
  return Boolean(kind?.parseCreationOptionsFromJSON && (await kind.isUserVerifyingPlatformAuthenticatorAvailable()));
}

function withoutSecrets(credential) {
  const told = credential.toJSON();
  delete told.clientExtensionResults.prf;
  return JSON.stringify(told);
}

/* Makes a passkey; gives what the server may know of it. */
export async function makePasskey(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  const hasPrf = Boolean(credential.getClientExtensionResults().prf?.enabled);
  return { credential: withoutSecrets(credential), has_prf: hasPrf ? "1" : "" };
}

/* Shows the passkey; gives the answer for the server, and the secret for this telephone alone, where there is one. */
export async function showPasskey(options, challenge) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({ ...options, challenge });
  publicKey.extensions = { prf: { eval: { first: SALT } } };
  const credential = await navigator.credentials.get({ publicKey });
  const secret = credential.getClientExtensionResults().prf?.results?.first;
  return { assertion: withoutSecrets(credential), secret: secret ? new Uint8Array(secret) : null };
}

