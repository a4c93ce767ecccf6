// Passkeys: ask the browser for one (WebAuthn), put its answer into the form and send it.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function asked(options, kind) {
    const made = { ...options, challenge: bytes(options.challenge) };
    if (kind === "create") {
        made.user = { ...options.user, id: bytes(options.user.id) };
        made.excludeCredentials = known(options.excludeCredentials);
    } else {
        made.allowCredentials = known(options.allowCredentials);
    }
    return { publicKey: made };
}

function told(key) {
    const response = { clientDataJSON: text(key.response.clientDataJSON) };
    if (key.response.attestationObject) {
        response.attestationObject = text(key.response.attestationObject);
        response.transports = key.response.getTransports?.() ?? [];
    } else {
        response.authenticatorData = text(key.response.authenticatorData);
        response.signature = text(key.response.signature);
        response.userHandle = key.response.userHandle ? text(key.response.userHandle) : null;
    }
    const extensions = JSON.stringify(key.getClientExtensionResults());
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, extensions, response });
}

async function use(form) {
    const kind = form.dataset.passkey;
    form.querySelector("[data-failed]").hidden = true;
    try {
        const key = await navigator.credentials[kind](asked(JSON.parse(form.dataset.options), kind));
        form.elements.credential.value = told(key);
        form.submit();
    } catch {
        form.querySelector("[data-failed]").hidden = false;
    }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("button").addEventListener("click", () => use(form));
    use(form);
}
