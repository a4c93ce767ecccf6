// What an answer of the server means for something that was sent.

// "sent": it is kept there. "sign_in": nobody is signed in. "later": try again. Anything else is why it stays here:
// "changed", "not_there", "not_yours", "refused".
export function meaningOf(answer, id) {
  if (!answer) return { means: "later" };
  const { status, body, retryAfter } = answer;
  if (status === 200 || status === 201) {
    const ours = body && typeof body === "object" && (body.id === id || "state" in body);
    return ours ? { means: "sent" } : { means: "later" }; // a hotel's sign-in page also answers 200
  }
  if (status === 401) return { means: "sign_in" };
  if (status === 403) return { means: "kept", reason: "not_yours" };
  if (status === 404 || status === 410) return { means: "kept", reason: "not_there" };
  if (status === 409) return { means: "kept", reason: "changed" };
  if ([400, 405, 413, 415, 422].includes(status)) return { means: "kept", reason: "refused" };
  return { means: "later", retryAfter };
}

const WAITS_S = [2, 5, 15, 30, 60, 120, 300];

// How long to wait after so many tries in vain, in seconds.
export function waitAfter(vain, retryAfter = 0) {
  return Math.max(WAITS_S[Math.min(vain, WAITS_S.length) - 1] ?? 0, Math.min(retryAfter || 0, 600));
}
